package dev.openbook.evaluator.cli;

import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.DatasetStatistics;
import dev.openbook.finetune.train.ExampleTokenizer;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.tokenizer.ChatTemplate;
import dev.openbook.model.tokenizer.LlamaTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks training data before hours are spent on it. */
@Command(
        name = "check",
        description =
                "Check training data (OpenAI chat, Alpaca or ShareGPT as JSON lines): every fault with file, line and"
                        + " message, then what training on it takes.",
        footer = {"", "Example:", "  openbook dataset check knowledge.jsonl reader.jsonl"})
final class DatasetCheckCommand extends TerminalCommand {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Training data as JSON lines.")
    private List<Path> files;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Longer records count as over-long; training refuses them (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
            names = "--tokens-per-second",
            paramLabel = "N",
            defaultValue = "280",
            description = "The speed of training for the estimate (default: ${DEFAULT-VALUE}, all blocks of the default"
                    + " model on 2 processors; openbook bench training measures yours).")
    private double tokensPerSecond;

    @Mixin
    private ModelFile model;

    DatasetCheckCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        if (!(tokensPerSecond > 0)) {
            throw new InvalidInputException("--tokens-per-second must be above 0, but is " + tokensPerSecond);
        }
        Map<Path, List<ChatRecord>> read = ChatFile.readAll(files);
        try (GgufFile gguf = GgufFile.open(model.find(terminal, progress()));
                LlamaTokenizer tokenizer = LlamaTokenizer.of(gguf)) {
            ExampleTokenizer examples = new ExampleTokenizer(tokenizer, ChatTemplate.of(gguf, tokenizer));
            read.forEach((file, records) ->
                    show(file, DatasetStatistics.of(records, record -> ids(examples, record), maxTokens)));
        }
        return Openbook.SUCCESS;
    }

    private static int[] ids(ExampleTokenizer examples, ChatRecord record) {
        var example = examples.tokenize(record);
        int[] ids = Arrays.copyOf(example.prompt(), example.prompt().length + example.answer().length);
        System.arraycopy(example.answer(), 0, ids, example.prompt().length, example.answer().length);
        return ids;
    }

    private void show(Path file, DatasetStatistics statistics) {
        terminal.line(file + ": no faults");
        row("examples", statistics.examples(), "");
        row("tokens", statistics.tokens(), ", shared beginnings counted once: " + statistics.ownTokens());
        row("median record", statistics.median(), " tokens");
        row("longest record", statistics.longest(), " tokens");
        row("over-long", statistics.overLong(), ", more than " + maxTokens + " tokens");
        row("duplicates", statistics.duplicates(), "");
        row("contradictions", statistics.contradictions(), ", a prompt with two answers");
        terminal.line(String.format(
                Locale.ROOT,
                "  %-15s %.0f minutes an epoch at %.0f tokens/s",
                "time",
                statistics.minutes(tokensPerSecond),
                tokensPerSecond));
    }

    private void row(String name, long count, String note) {
        terminal.line(String.format(Locale.ROOT, "  %-15s %d%s", name, count, note));
    }
}

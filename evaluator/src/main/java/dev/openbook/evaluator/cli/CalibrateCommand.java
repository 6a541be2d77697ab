package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.metric.ContainsGold;
import dev.openbook.evaluator.metric.Refusal;
import dev.openbook.evaluator.metric.RefusalCurve;
import dev.openbook.evaluator.metric.RefusalCurve.Point;
import dev.openbook.evaluator.metric.RefusalCurve.Trial;
import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.RefusalBias;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.CitationMarkers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Chooses how readily an adapter declines. */
@Command(
        name = "calibrate",
        description = {
            "Choose how readily an adapter says \"I don't know.\": ask it questions it was not trained on, once, and"
                    + " write the bias with the most right answers less wrong ones into its folder.",
            "Keep other questions for reporting."
        },
        footer = {
            "",
            "Example:",
            "  openbook dataset reader --split dev --records 300 --squad squad.json --output dev.jsonl",
            "  openbook calibrate --adapter adapters/reader --data dev.jsonl"
        })
final class CalibrateCommand extends TerminalCommand {

    private static final int MAX_TOKENS = 32;

    @Option(names = "--adapter", paramLabel = "DIR", required = true, description = "The adapter's folder.")
    private Path adapter;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "Chat records with their answers; some of them refusals, as \"I don't know.\"")
    private Path data;

    @Option(
            names = "--most-declined",
            paramLabel = "SHARE",
            defaultValue = "1",
            description =
                    "Choose among the biases with which it declines at most this share of the questions that can be"
                            + " answered, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double mostDeclined;

    @Mixin
    private ModelOptions model;

    CalibrateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        if (!(mostDeclined >= 0 && mostDeclined <= 1)) {
            throw new InvalidInputException("--most-declined must be between 0 and 1, but is " + mostDeclined);
        }
        List<ChatRecord> records = ChatFile.read(data);
        requireBothKinds(records);
        RefusalCurve curve = new RefusalCurve(ask(records));
        Point before =
                curve.at(RefusalBias.read(adapter).map(RefusalBias::logits).orElse(0f));
        Point best = curve.best(mostDeclined)
                .orElseThrow(() -> new InvalidInputException("--most-declined must be within reach, but is "
                        + mostDeclined + ", and even the least bias declines more of what can be answered"));
        terminal.line(" bias  right  wrong  declined rightly  falsely  right less wrong");
        curve.points().stream()
                .filter(point -> point.bias() == Math.rint(point.bias()))
                .forEach(this::show);
        terminal.line("before");
        show(before);
        terminal.line("chosen");
        show(best);
        new RefusalBias(AbstentionDetector.PHRASE, best.bias()).write(adapter, chosenOn(records.size(), before, best));
        terminal.line("Written to " + adapter.resolve(RefusalBias.FILE));
        return Openbook.SUCCESS;
    }

    private void requireBothKinds(List<ChatRecord> records) {
        long refusals = records.stream().filter(CalibrateCommand::isRefusal).count();
        if (refusals == 0 || refusals == records.size()) {
            throw new InvalidInputException("--data must hold answers and refusals, but " + data + " holds "
                    + (records.size() - refusals) + " answers and " + refusals + " refusals");
        }
    }

    private List<Trial> ask(List<ChatRecord> records) {
        List<Trial> trials = new ArrayList<>();
        try (LocalChatModel chat = model.builder(model.file(terminal, progress()))
                .adapter(adapter)
                .refusalBias(RefusalBias.never(AbstentionDetector.PHRASE))
                .maxTokens(MAX_TOKENS)
                .build()) {
            try (Progress.Task task = progress().start("asking", records.size(), "questions")) {
                for (ChatRecord record : records) {
                    float margin = chat.refusalMargin(record.prompt(), AbstentionDetector.PHRASE);
                    String text = chat.chat(record.prompt()).aiMessage().text();
                    String gold = CitationMarkers.parse(record.answer(), 0).text();
                    boolean right = ContainsGold.find(text, List.of(gold)).isPresent();
                    trials.add(new Trial(margin, !isRefusal(record), right));
                    task.advance(1);
                }
            }
        }
        return trials;
    }

    private static boolean isRefusal(ChatRecord record) {
        return Refusal.in(record.answer());
    }

    private Map<String, Object> chosenOn(int records, Point before, Point best) {
        Map<String, Object> chosenOn = new LinkedHashMap<>();
        chosenOn.put("data", data.getFileName().toString());
        chosenOn.put("sha256", Sha256.of(data));
        chosenOn.put("records", records);
        chosenOn.put("mostDeclined", mostDeclined);
        chosenOn.put("before", before);
        chosenOn.put("after", best);
        return chosenOn;
    }

    private void show(Point point) {
        terminal.line(String.format(
                Locale.ROOT,
                "%5.2f %6d %6d %17d %8d %17.3f",
                point.bias(),
                point.right(),
                point.wrong(),
                point.declinedRightly(),
                point.declinedFalsely(),
                point.truthfulness()));
    }
}

package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.foundation.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what there is. */
@Command(
        name = "ls",
        description = "List suites, arms, metrics, or what the cache folder holds.",
        footer = {"", "Example:", "  openbook ls metrics"})
final class ListCommand extends TerminalCommand {

    private static final Set<String> KINDS = new TreeSet<>(List.of("suites", "arms", "metrics", "cache"));

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..1",
            description = "suites, arms, metrics or cache; everything without it.")
    private String what = "";

    ListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (!what.isEmpty() && !KINDS.contains(what)) {
            throw new dev.openbook.foundation.InvalidInputException(
                    "WHAT must be one of " + KINDS + ", but is '" + what + "'");
        }
        for (String kind : what.isEmpty() ? KINDS : Set.of(what)) {
            if (what.isEmpty()) {
                terminal.line(kind + ":");
            }
            switch (kind) {
                case "arms" ->
                    ArmCatalog.ids()
                            .forEach(id -> row(id, ArmCatalog.of(id).entry().description()));
                case "metrics" -> Stream.of(MetricId.values()).forEach(m -> row(m.id(), m.meaning()));
                case "suites" -> files(SuiteOptions.SUITES, 1).forEach(f -> row(f, ""));
                default -> files(CacheFolder.resolve(), 2).forEach(f -> row(f, ""));
            }
        }
        return Openbook.SUCCESS;
    }

    private void row(String name, String meaning) {
        terminal.line(("  " + name + " ".repeat(Math.max(0, 32 - name.length())) + meaning).stripTrailing());
    }

    private static List<String> files(Path folder, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder, depth)) {
            return paths.filter(p -> !p.equals(folder))
                    .map(p -> folder.relativize(p).toString())
                    .sorted()
                    .toList();
        }
    }
}

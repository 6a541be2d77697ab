package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.suite.Suite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Describes what a run was, and on what it ran; no name of a person, folder or host. */
final class Environment {

    private static final long MEBIBYTE = 1 << 20;

    private Environment() {}

    static RunEntry describe(Setup setup, Instant started, double seconds, int resumed) {
        Suite suite = setup.suite();
        Map<String, String> settings = new TreeMap<>();
        settings.put("retrieval.mode", suite.retrieval().mode());
        suite.arms().stream()
                .filter(arm -> ArmCatalog.ids().contains(arm)
                        && ArmCatalog.of(arm).entry().readsDocuments())
                .forEach(arm -> settings.put(
                        "retrieval.passages." + arm,
                        Integer.toString(suite.retrieval().passages(arm))));
        settings.put(
                "retrieval.minimum-cosine", Double.toString(suite.retrieval().minimumCosine()));
        Suite.Ranking ranking = suite.retrieval().ranking();
        settings.put("retrieval.heading-weight", Double.toString(ranking.headingWeight()));
        settings.put("retrieval.identifier-weight", Double.toString(ranking.identifierWeight()));
        settings.put("retrieval.word-weight", Double.toString(ranking.wordWeight()));
        settings.put("retrieval.vector-weight", Double.toString(ranking.vectorWeight()));
        settings.put("retrieval.rank-constant", Integer.toString(ranking.rankConstant()));
        settings.put(
                "generation.max-tokens", Integer.toString(suite.generation().maxTokens()));
        settings.put(
                "generation.timeout-seconds",
                Integer.toString(suite.generation().timeoutSeconds()));
        settings.put("generation.readings", Integer.toString(suite.generation().readings()));
        settings.put("generation.temperature", "0");
        return new RunEntry(
                suite.name(),
                suite.version(),
                suite.sha256(),
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                Rounding.round(seconds),
                resumed,
                setup.command(),
                suite.seed(),
                setup.model(),
                setup.embedder(),
                settings,
                environment());
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        environment.put("os", System.getProperty("os.name"));
        environment.put("architecture", System.getProperty("os.arch"));
        environment.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        environment.put("heap-mebibytes", Long.toString(Runtime.getRuntime().maxMemory() / MEBIBYTE));
        return environment;
    }
}

package dev.openbook.evaluator.result;

import java.util.Map;

/**
 * What was run, when and on what.
 *
 * @param suite the suite's name
 * @param suiteVersion the suite's version
 * @param suiteSha256 hash of the suite file; empty when the run had none
 * @param startedAt ISO 8601 instant in UTC
 * @param durationSeconds wall time of the whole run; of the last part if it was resumed
 * @param resumedAnswers answers taken over from a run that was interrupted
 * @param command what reproduces it
 * @param seed of samples, order and resampling
 * @param model the language model
 * @param embedder name of the embedding model
 * @param settings retrieval and generation settings as {@code name → value}
 * @param environment the machine, {@code name → value}: java, os, architecture, processors, heap
 */
public record RunEntry(
        String suite,
        int suiteVersion,
        String suiteSha256,
        String startedAt,
        double durationSeconds,
        int resumedAnswers,
        String command,
        long seed,
        Model model,
        String embedder,
        Map<String, String> settings,
        Map<String, String> environment) {

    /**
     * The language model all arms share.
     *
     * @param name for people
     * @param sha256 of its file
     * @param precision in which it was run
     */
    public record Model(String name, String sha256, String precision) {}
}

package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.ReportModel.Panel;
import dev.openbook.evaluator.report.ReportModel.Verdict;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.result.VerdictEntry;
import dev.openbook.foundation.AtomicFiles;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws the results as one self-contained page.
 *
 * <p>Sections turn {@link Results} into the records of {@code ReportModel}; templates (escaped by jte, compiled with the
 * project) print those and decide nothing. The page needs no script and allows none; equal results are equal bytes.
 */
public final class HtmlReport {

    /** What the questions may weigh, so that the whole page stays under 5 MB with room for the rest. */
    private static final int QUESTION_BYTES = 4_200_000;

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, HtmlReport.class.getClassLoader(), HtmlReport.class.getPackageName());

    private HtmlReport() {}

    /** Writes the page whole or not at all. */
    public static void write(Results results, Path file) throws IOException {
        AtomicFiles.writeString(file, render(results));
    }

    /** The page. */
    static String render(Results results) {
        HtmlReport report = new HtmlReport();
        return report.print("page.jte", report.model(results));
    }

    private String print(String template, Object model) {
        CleanOutput output = new CleanOutput();
        templates.render(template, model, output);
        return output.toString();
    }

    private ReportModel model(Results results) {
        Evidence evidence = new Evidence(results);
        List<Panel> panels = Stream.of(
                        FreshnessPanel.of(evidence),
                        AccuracyPanel.of(evidence),
                        CitationPanel.of(evidence),
                        RetrievalPanel.of(evidence),
                        LatencyPanel.of(evidence),
                        CostPanel.of(evidence))
                .flatMap(Optional::stream)
                .toList();
        return new ReportModel(
                StyleSheet.load(),
                "Openbook: " + Text.clip(results.run().suite(), 80),
                subtitle(results.run()),
                verdict(evidence),
                ScoreboardSection.of(evidence),
                panels,
                ClaimSection.claims(results, panels),
                results.verdict().rules(),
                ClaimSection.predictions(evidence),
                ClaimSection.bands(evidence),
                results.bands().stream().filter(band -> !band.passed()).toList(),
                new QuestionSection(item -> print("question.jte", item), QUESTION_BYTES).of(evidence),
                MethodSection.of(evidence));
    }

    private static String subtitle(RunEntry run) {
        return "Suite " + Text.clip(run.suite(), 80) + " · "
                + Text.clip(run.model().name(), 80) + " (" + run.model().precision() + ") · " + run.startedAt();
    }

    private static Verdict verdict(Evidence evidence) {
        VerdictEntry verdict = evidence.results().verdict();
        return new Verdict(
                AccuracyPanel.heading(evidence),
                verdict.sentences().stream().map(Text::unbroken).toList(),
                verdict.questions().stream()
                        .map(question ->
                                new VerdictEntry.Question(question.question(), Text.unbroken(question.answer())))
                        .toList());
    }
}

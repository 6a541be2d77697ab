package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.QuestionItem.Detail;
import dev.openbook.evaluator.report.ReportModel.Questions;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Every question as a piece of page, in as much detail as the page may weigh.
 *
 * <p>Each question first gets its line; where even those do not fit, the least interesting are left out and counted. What is
 * left of the allowance goes to the most interesting ones: all detail if it fits, else answers and quotes.
 */
final class QuestionSection {

    private final Function<QuestionItem, String> renderer;
    private final int allowance;

    /**
     * Renders with this.
     *
     * @param renderer turns one question into markup
     * @param allowance bytes that all questions together may take
     */
    QuestionSection(Function<QuestionItem, String> renderer, int allowance) {
        this.renderer = renderer;
        this.allowance = allowance;
    }

    /** Markup that was rendered, and so escaped, before. */
    private record Rendered(String markup) implements Content {
        @Override
        public void writeTo(TemplateOutput output) {
            output.writeContent(markup);
        }
    }

    Questions of(Evidence evidence) {
        Map<String, List<QuestionItem>> byStratum = QuestionItems.of(evidence);
        List<QuestionItem> byInterest = byStratum.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(item -> -item.interest()))
                .toList();
        Map<Integer, String> markup = new LinkedHashMap<>();
        long left = allowance;
        for (QuestionItem item : byInterest) {
            String line = renderer.apply(item.with(Detail.LINE));
            if (weight(line) <= left) {
                markup.put(item.number(), line);
                left -= weight(line);
            }
        }
        int full = 0;
        int brief = 0;
        for (QuestionItem item : byInterest) {
            String line = markup.get(item.number());
            for (Detail detail : line == null ? List.<Detail>of() : List.of(Detail.FULL, Detail.BRIEF)) {
                String richer = renderer.apply(item.with(detail));
                if (weight(richer) - weight(line) <= left) {
                    left -= weight(richer) - weight(line);
                    markup.put(item.number(), richer);
                    full += detail == Detail.FULL ? 1 : 0;
                    brief += detail == Detail.BRIEF ? 1 : 0;
                    break;
                }
            }
        }
        return new Questions(
                intro(byInterest.size(), full, brief, markup.size() - full - brief), groups(byStratum, markup));
    }

    private static int weight(String markup) {
        return markup.getBytes(StandardCharsets.UTF_8).length;
    }

    private static List<Questions.Group> groups(
            Map<String, List<QuestionItem>> byStratum, Map<Integer, String> markup) {
        List<Questions.Group> groups = new ArrayList<>();
        byStratum.forEach((stratum, items) -> {
            List<Content> rendered = items.stream()
                    .map(item -> markup.get(item.number()))
                    .filter(text -> text != null)
                    .<Content>map(Rendered::new)
                    .toList();
            long wrong =
                    items.stream().filter(item -> item.css().contains("wrong")).count();
            long differ =
                    items.stream().filter(item -> item.css().contains("differ")).count();
            groups.add(new Questions.Group(
                    "questions-" + (groups.size() + 1),
                    StratumNames.title(stratum),
                    Text.count(items.size(), "question") + ", " + wrong + " with a wrong answer, " + differ
                            + " on which arms disagree",
                    rendered,
                    items.size() - rendered.size()));
        });
        return groups;
    }

    private static String intro(int all, int full, int brief, int lines) {
        String intro =
                Text.count(all, "question") + ", those with wrong answers and those on which arms disagree first.";
        if (full == all) {
            return intro;
        }
        return intro + " To keep this page light, " + Numbers.fixed(full, 0) + " are shown in full, "
                + Numbers.fixed(brief, 0) + " without passages and derivations, " + Numbers.fixed(lines, 0)
                + " as a line and " + Numbers.fixed(all - full - brief - lines, 0)
                + " not at all; results.json holds everything.";
    }
}

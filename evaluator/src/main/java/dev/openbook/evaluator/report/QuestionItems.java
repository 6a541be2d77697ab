package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.QuestionItem.Answered;
import dev.openbook.evaluator.report.QuestionItem.Quote;
import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.QuestionEntry;
import dev.openbook.evaluator.result.Results;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts each question together with every arm's answer, by kind of question. */
final class QuestionItems {

    private static final int LONGEST_WORDING = 600;
    private static final int LONGEST_ANSWER = 1_500;
    private static final int LONGEST_QUOTE = 1_000;
    private static final int CONTEXT = 300; // enough to see what a quote stands in
    private static final int MOST_QUOTES = 5;

    private QuestionItems() {}

    private record Key(String stratum, String version, String question) {}

    /** By kind in the page's order; inside a kind the most interesting first. */
    static Map<String, List<QuestionItem>> of(Evidence evidence) {
        Results results = evidence.results();
        Map<String, QuestionEntry> questions = new LinkedHashMap<>();
        results.questions().forEach(question -> questions.put(question.id(), question));
        Map<Key, List<AnswerEntry>> answers = new LinkedHashMap<>();
        for (AnswerEntry answer : results.answers()) {
            Key key = new Key(answer.stratum(), answer.version(), answer.question());
            answers.computeIfAbsent(key, k -> new ArrayList<>()).add(answer);
        }
        Map<String, List<QuestionItem>> byStratum = new TreeMap<>(StratumNames.order());
        int number = 0;
        for (Map.Entry<Key, List<AnswerEntry>> entry : answers.entrySet()) {
            Key key = entry.getKey();
            byStratum
                    .computeIfAbsent(key.stratum(), s -> new ArrayList<>())
                    .add(item(evidence, ++number, key, questions.get(key.question()), entry.getValue()));
        }
        byStratum
                .values()
                .forEach(items -> items.sort(Comparator.comparingInt((QuestionItem item) -> -item.interest())
                        .thenComparing(QuestionItem::id)));
        return byStratum;
    }

    private static QuestionItem item(
            Evidence evidence, int number, Key key, QuestionEntry question, List<AnswerEntry> answers) {
        List<Answered> answered = new ArrayList<>();
        for (ArmLabel arm : evidence.arms().withLaterStates()) {
            answers.stream()
                    .filter(answer -> answer.arm().equals(arm.id()))
                    .map(answer -> answered(arm, answer))
                    .forEach(answered::add);
        }
        List<String> gold = question == null ? List.of() : question.golds().getOrDefault(key.version(), List.of());
        List<QuestionItem.Source> sources = question == null
                ? List.of()
                : question.sources().getOrDefault(key.version(), List.of()).stream()
                        .limit(MOST_QUOTES)
                        .map(s -> new QuestionItem.Source(
                                Text.clip(s.document(), 200), Text.clip(s.quote(), LONGEST_QUOTE)))
                        .toList();
        return new QuestionItem(
                number,
                Text.clip(key.question(), 200),
                question == null ? "" : Text.clip(question.wording(), LONGEST_WORDING),
                key.version(),
                css(answered),
                QuestionItem.Detail.FULL,
                gold.stream().limit(8).map(g -> Text.clip(g, 200)).toList(),
                sources,
                answered);
    }

    private static String css(List<Answered> answers) {
        StringBuilder css = new StringBuilder("q");
        if (answers.stream().anyMatch(a -> a.mark().equals("wrong") || a.mark().equals("stale"))) {
            css.append(" wrong");
        }
        if (answers.stream().anyMatch(a -> a.mark().equals("stale"))) {
            css.append(" stale");
        }
        if (answers.stream().map(Answered::mark).distinct().count() > 1) {
            css.append(" differ");
        }
        return css.toString();
    }

    private static Answered answered(ArmLabel arm, AnswerEntry answer) {
        String mark = answer.stale()
                ? "stale"
                : switch (answer.outcome()) {
                    case "correct" -> "right";
                    case "no-answer" -> "no answer";
                    default -> "wrong";
                };
        List<Quote> quotes = new ArrayList<>();
        answer.citations().stream()
                .limit(MOST_QUOTES)
                .map(cited -> quote(cited, cited.attributed()))
                .forEach(quotes::add);
        if (quotes.isEmpty()) {
            answer.attributed().stream()
                    .limit(MOST_QUOTES)
                    .map(cited -> quote(cited, true))
                    .forEach(quotes::add);
        }
        String scores = new TreeMap<>(answer.scores())
                .entrySet().stream()
                        .filter(e -> e.getValue() != null)
                        .map(e -> ClaimSection.metricName(e.getKey()) + " " + Numbers.fixed(e.getValue(), 2))
                        .reduce((a, b) -> a + " · " + b)
                        .orElse("");
        return new Answered(
                arm,
                mark,
                mark.replace(' ', '-'),
                Text.clip(answer.text(), LONGEST_ANSWER),
                Text.clip(answer.failure(), 400),
                quotes,
                timing(answer),
                answer.derivation().stream()
                        .limit(20)
                        .map(d -> Text.clip(d, 400))
                        .toList(),
                scores,
                Text.clip(String.join(" · ", answer.prompted()), 600));
    }

    private static Quote quote(AnswerEntry.Cited cited, boolean attributed) {
        return new Quote(
                Text.clip(cited.document(), 200),
                Text.clip(cited.version(), 40),
                cited.start(),
                cited.end(),
                Text.clipFront(cited.before(), CONTEXT),
                Text.clip(cited.quote(), LONGEST_QUOTE),
                Text.clipBack(cited.after(), CONTEXT),
                attributed,
                cited.supports());
    }

    private static String timing(AnswerEntry answer) {
        if (answer.timing() == null) {
            return "";
        }
        AnswerEntry.Times times = answer.timing();
        if (times.totalMillis() == 0) {
            return "as answered before the change, which this arm does not see";
        }
        String retrieval =
                times.retrievalMillis() > 0 ? Numbers.fixed(times.retrievalMillis(), 1) + " ms to the passages, " : "";
        return retrieval + Numbers.fixed(times.firstTokenMillis(), 0) + " ms to the first token, "
                + Numbers.fixed(times.totalMillis(), 0) + " ms in all; " + Numbers.fixed(answer.promptTokens(), 0)
                + " tokens read, " + Numbers.fixed(answer.answerTokens(), 0) + " written";
    }
}

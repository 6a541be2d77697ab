package dev.openbook.evaluator.metric;

import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.chunk.Passage;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a citation supports an answer, by what the corpus is known to state (ALCE's precision and recall, Gao et
 * al. 2305.14627, with this oracle in place of an entailment model).
 *
 * <p>It supports iff the answer is right; the quote stands verbatim where the citation says, in the version live at answer
 * time; the cited passage states the value; and the subject stands in the passage or the headings above it. Where the
 * question names no subject: iff the citation overlaps the gold quote, or, without one, cites the gold document and states
 * the value.
 */
public final class CitationJudge {

    private final Sources sources;

    /** Judges against these documents. */
    public CitationJudge(Sources sources) {
        this.sources = sources;
    }

    /**
     * One citation's judgement.
     *
     * @param citation what was judged
     * @param supports whether it supports the answer
     * @param exact whether the quote itself states the value
     * @param passage the cited passage, if it was found
     * @param why in a few words
     */
    public record Judged(Citation citation, boolean supports, boolean exact, Optional<Passage> passage, String why) {}

    /**
     * Judges one citation.
     *
     * @param liveVersion the corpus version at answer time
     * @param right whether the answer is
     */
    public Judged judge(Citation citation, Question question, String liveVersion, boolean right) {
        Optional<Passage> passage = sources.passage(citation);
        Optional<String> text = sources.text(citation.version(), citation.documentId());
        if (!citation.version().equals(liveVersion)) {
            return no(citation, passage, "it cites version " + citation.version() + ", live is " + liveVersion);
        }
        if (text.isEmpty() || !slices(citation, text.get())) {
            return no(citation, passage, "its quote does not stand in that document");
        }
        if (!right) {
            return no(citation, passage, "nothing supports a wrong answer");
        }
        Gold gold = question.gold(liveVersion);
        String passageText = passage.map(Passage::text).orElse(citation.quote());
        Optional<String> value = ContainsGold.find(passageText, gold.evidence());
        boolean exact = ContainsGold.find(citation.quote(), gold.evidence()).isPresent();
        if (!question.subject().isEmpty()) {
            String context = passage.map(Passage::headingPath).orElse("") + "\n" + passageText;
            Optional<String> subject = ContainsGold.find(context, question.subject());
            String why = value.map(v -> "its passage states '" + v + "'").orElse("its passage does not state the value")
                    + subject.map(s -> ", of '" + s + "'").orElse(", but does not name the subject");
            return new Judged(citation, value.isPresent() && subject.isPresent(), exact, passage, why);
        }
        return judgeBySource(citation, gold, text.get(), value, exact, passage);
    }

    private static Judged judgeBySource(
            Citation citation,
            Gold gold,
            String text,
            Optional<String> value,
            boolean exact,
            Optional<Passage> passage) {
        List<Gold.Source> inDocument = gold.sources().stream()
                .filter(s -> s.document().equals(citation.documentId()))
                .toList();
        boolean quotesKnown = gold.sources().stream().anyMatch(s -> !s.quote().isEmpty());
        if (quotesKnown) {
            boolean overlaps = inDocument.stream().anyMatch(s -> overlaps(citation, text, s.quote()));
            return new Judged(
                    citation, overlaps, exact, passage, "it " + (overlaps ? "overlaps" : "misses") + " the gold quote");
        }
        if (!gold.sources().isEmpty() && inDocument.isEmpty()) {
            return no(citation, passage, "it cites another document than the gold one");
        }
        String why = value.map(v -> "its passage states '" + v + "'").orElse("its passage does not state the answer");
        return new Judged(citation, value.isPresent(), exact, passage, why);
    }

    private static boolean overlaps(Citation citation, String text, String quote) {
        int start = quote.isEmpty() ? -1 : text.indexOf(quote);
        return start >= 0 && citation.start() < start + quote.length() && start < citation.end();
    }

    private static boolean slices(Citation citation, String text) {
        return citation.start() >= 0
                && citation.start() < citation.end()
                && citation.end() <= text.length()
                && text.startsWith(citation.quote(), citation.start())
                && citation.quote().length() == citation.end() - citation.start();
    }

    private static Judged no(Citation citation, Optional<Passage> passage, String why) {
        return new Judged(citation, false, false, passage, why);
    }
}

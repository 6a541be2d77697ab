package dev.openbook.evaluator.metric;

import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds questions against the documents: sources exist, quotes stand in them, and right answers occur in the quote or
 * document named.
 */
public final class SourceCheck {

    private final Sources sources;
    private final List<String> versions;

    /**
     * A check.
     *
     * @param sources the documents
     * @param versions those that are there
     */
    public SourceCheck(Sources sources, List<String> versions) {
        this.sources = sources;
        this.versions = List.copyOf(versions);
    }

    /** Every fault, a line each; empty if there is none. */
    public List<String> faults(List<Question> questions) {
        Set<String> faults = new LinkedHashSet<>();
        for (Question question : questions) {
            for (String version : versions) {
                Gold gold = question.gold(version);
                boolean stated = false;
                List<String> ofQuestion = new ArrayList<>();
                for (Gold.Source source : gold.sources()) {
                    stated |= check(question, version, gold, source, ofQuestion);
                }
                if (ofQuestion.isEmpty() && !gold.sources().isEmpty() && !stated) {
                    ofQuestion.add(at(question, version) + "one of the answers " + gold.evidence()
                            + " must stand in a source, but none does");
                }
                faults.addAll(ofQuestion);
            }
        }
        return List.copyOf(faults);
    }

    private boolean check(Question question, String version, Gold gold, Gold.Source source, List<String> faults) {
        Optional<String> text = sources.text(version, source.document());
        if (text.isEmpty()) {
            faults.add(at(question, version) + "source '" + source.document()
                    + "' must be a document of the corpus, but is not");
            return false;
        }
        if (!source.quote().isEmpty() && !text.get().contains(source.quote())) {
            faults.add(at(question, version) + "quote must stand verbatim in " + source.document() + ", but does not: "
                    + source.quote());
            return false;
        }
        return ContainsGold.find(text.get(), gold.evidence()).isPresent();
    }

    private static String at(Question question, String version) {
        return "question '" + question.fact() + "', " + version + ": ";
    }
}

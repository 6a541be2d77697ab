package dev.openbook.evaluator.metric;

import java.util.List;
import java.util.Optional;

/** Whether a text holds a right answer as whole tokens, see {@link Tokens}. */
public final class ContainsGold {

    private ContainsGold() {}

    /** The first of the right answers that stands in the text. */
    public static Optional<String> find(String text, List<String> golds) {
        List<String> tokens = Tokens.of(text);
        return golds.stream()
                .filter(gold -> Tokens.contains(tokens, Tokens.of(gold)))
                .findFirst();
    }
}

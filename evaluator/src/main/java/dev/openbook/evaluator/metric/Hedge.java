package dev.openbook.evaluator.metric;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises answers that leave a way out: they say that they are unsure, or offer values to choose from.
 *
 * <p>It is told apart and not punished: whether a right answer stands in it is for the outcome to say. "About 37 months" is
 * not unsure but rounded.
 */
final class Hedge {

    private static final Pattern UNSURE = Pattern.compile("\\b(?:i (?:think|believe|guess|suppose|assume)"
            + "|probably|perhaps|maybe|possibly|presumably|apparently|likely|supposedly"
            + "|(?:may|might|could) (?:well )?(?:be|have)|(?:seems?|appears?) to"
            + "|not (?:entirely |quite |completely |absolutely |100 ?% )?(?:sure|certain)|unsure|uncertain"
            + "|as far as i (?:know|can tell)|if i remember|do not know exactly|don't know exactly)\\b");
    private static final Pattern CHOICE =
            Pattern.compile("\\beither\\b.+\\bor\\b|\\d[\\w.,:]*(?: \\p{L}+)?,? or (?:\\p{L}+ )?\\d");

    private Hedge() {}

    /** Whether the answer hedges; a right answer that has an "or" of its own offers no choice. */
    static boolean in(String text, List<String> golds) {
        String plain = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        boolean choiceIsRight =
                golds.stream().anyMatch(gold -> gold.toLowerCase(Locale.ROOT).contains(" or "));
        return UNSURE.matcher(plain).find()
                || !choiceIsRight && CHOICE.matcher(plain).find();
    }
}

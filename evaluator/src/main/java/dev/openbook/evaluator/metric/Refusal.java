package dev.openbook.evaluator.metric;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises answers that decline.
 *
 * <p>The text declines if its first sentence says that it does not know or that the sources do not tell, and no right
 * answer follows; "I don't know exactly, but it is 37 months" is an answer. A text without a word declines.
 */
public final class Refusal {

    private static final List<Pattern> PHRASES = List.of(
            Pattern.compile("\\b(?:i|we) (?:do not|don't|dont) (?:actually |really )?(?:know|have)\\b"),
            Pattern.compile("\\b(?:i am|i'm|we are|we're) (?:not sure|unable|not able|sorry)\\b"),
            Pattern.compile(
                    "\\b(?:i|we) (?:cannot|can't|can not|could not|couldn't) (?:answer|find|tell|determine|say)\\b"),
            Pattern.compile("\\b(?:cannot|can't|could not|couldn't) be (?:determined|found|answered)\\b"),
            Pattern.compile("\\b(?:not enough|insufficient) (?:information|context|data)\\b"),
            Pattern.compile("^unable to\\b|\\bit (?:is|remains) (?:unclear|unknown)\\b"),
            Pattern.compile(
                    "\\b(?:is|are|was|were) not (?:mentioned|stated|given|specified|provided|available|known)\\b"),
            Pattern.compile("\\b(?:isn't|aren't|wasn't|weren't) (?:mentioned|stated|given|specified|provided)\\b"),
            Pattern.compile("\\b(?:do|does|did) not (?:mention|state|say|specify|provide|tell|contain)\\b"),
            Pattern.compile("\\b(?:doesn't|don't|didn't) (?:mention|state|say|specify|provide|tell|contain)\\b"),
            Pattern.compile("\\bno (?:information|answer|data|mention|idea|record)\\b"),
            Pattern.compile("^(?:unknown|unanswerable|n/a|none|not known)\\W*$"));
    private static final Pattern HEDGE = Pattern.compile(",? but (?!(?:i|we) (?:can|cannot|do|am|have|could)\\b)");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n");

    private Refusal() {}

    /** Whether the text declines to answer. */
    public static boolean in(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        String first = SENTENCE_END.split(plain, 2)[0];
        return Tokens.of(plain).isEmpty()
                || PHRASES.stream().anyMatch(p -> p.matcher(first).find())
                        && !HEDGE.matcher(first).find();
    }
}

package dev.openbook.rag.answer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a refusal ("I don't know.", "The sources do not say.") from an answer that contains such words ("not known to fail
 * before 2 bar").
 *
 * <p>An answer is a refusal if it <em>begins</em> with one, an apology before it set aside. A short form such as "unknown"
 * or "not stated" must be the whole sentence, apart from where it is not stated. A refusal followed by "but" or "however"
 * and a claim is a hedged answer, and an answer. Empty text is a refusal. English only: in another language a refusal counts
 * as an answer.
 */
public final class AbstentionDetector {

    /** What the prompts ask for, and what an answerer says that did not ask the model. */
    public static final String PHRASE = "I don't know.";

    private static final String SOURCES =
            "(?:the |these |those |any |your |provided |given |numbered |above |available )*(?:sources?|texts?|passages?"
                    + "|documents?|context|information|contexts?|article|materials?|data)(?: provided| given| above)?";

    private static final Pattern APOLOGY = Pattern.compile(
            "^(?:(?:i'?m|i am) (?:very |so )?sorry|sorry|unfortunately|i apologi[sz]e|apologies|as an ai[^,.]*)"
                    + "[,.:;]?\\s*(?:but\\s+|for[^,.]*[,.]\\s*)?");

    private static final Pattern REFUSAL = Pattern.compile("^(?:"
            + "i (?:really |honestly |simply )?(?:do not|don'?t) (?:know|have (?:any |enough |that |the |access|sufficient|specific|real)"
            + "|recall|remember|see (?:any|that|it))\\b"
            + "|(?:i'?m|i am) (?:not (?:sure|aware|able|certain|familiar)|unable|unaware|unsure)\\b"
            + "|i (?:cannot|can'?t|can not|could not|couldn'?t) (?:answer|find|determine|tell|say|provide|locate|confirm)\\b"
            + "|i have no (?:information|idea|knowledge|data)\\b"
            + "|" + SOURCES
            + " (?:do(?:es)? not|don'?t|doesn'?t|did not) (?:say|tell|mention|state|specify|provide|contain"
            + "|include|give|indicate|answer|list|have)\\b"
            + "|(?:it is|it'?s|this is|that is|the answer is) (?:not (?:stated|mentioned|specified|given|known|clear|provided"
            + "|possible to (?:say|tell|determine))|unknown|unclear)\\s*(?:[.,;]|$|(?:in|by|from) )"
            + "|there is (?:no|not enough|insufficient) (?:information|mention|data|answer)\\b"
            + "|no (?:information|mention|data|answer)(?:\\s*[.,;]|$|\\s+(?:is |was )?(?:about|on|of|in|available|provided|given|found)\\b)"
            + "|(?:not (?:stated|mentioned|specified|given|known|available|provided|found|applicable|sure|enough information)"
            + "|unknown|unanswerable|unspecified|n/a|none given|no idea)\\s*(?:(?:in|by|from) " + SOURCES
            + "\\s*)?(?:[.!]|$)"
            + ")");

    private static final Pattern TURN =
            Pattern.compile("\\b(?:but|however|though|although)\\b[,:]?\\s*(.*)", Pattern.DOTALL);
    private static final Pattern NO_CLAIM = Pattern.compile(
            "^(?:i (?:can|could|would|will|am|recommend|suggest)|i'?(?:m|ll|d)|you (?:can|may|could|should|might)|please|if you"
                    + "|feel free|it (?:is|may|might) (?:likely|possible|be)\\b.{0,40}$|let me)");

    private AbstentionDetector() {}

    /** Whether the text declines to answer; markers must have been removed. */
    public static boolean isAbstention(String answer) {
        String text = answer.strip().toLowerCase(Locale.ROOT).replace('’', '\'').replaceAll("\\s+", " ");
        if (text.isEmpty()) {
            return true;
        }
        String claim = APOLOGY.matcher(text).replaceFirst("");
        Matcher refusal = REFUSAL.matcher(claim);
        if (!refusal.find()) {
            return false;
        }
        Matcher turn = TURN.matcher(claim.substring(refusal.end()));
        if (!turn.find()) {
            return true;
        }
        String rest = turn.group(1).strip();
        return rest.isEmpty()
                || NO_CLAIM.matcher(rest).find()
                || REFUSAL.matcher(rest).find();
    }
}

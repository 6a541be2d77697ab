package dev.openbook.evaluator.suite;

import java.util.List;
import java.util.Set;

/** The names under which questions are counted; a user's own kinds stand beside them. */
public final class Strata {

    /** The first corpus version. */
    public static final String V1 = "v1";

    /** The second corpus version. */
    public static final String V2 = "v2";

    /** A wording that is in no training set, asked of the first version; the headline. */
    public static final String UNSEEN = "unseen";

    /** A wording that was trained on, asked of trained arms only; never a headline. */
    public static final String MEMORISED = "memorised";

    /** The same where a fact has no other wording, so that every arm is asked it: memorising, and nothing else. */
    public static final String MEMORISED_ONLY = "memorised-only";

    /** General knowledge, asked closed book only: what training damaged elsewhere. */
    public static final String GENERAL = "general";

    /** From the value to the subject. */
    public static final String REVERSED = "reversed";

    /** The live corpus does not answer it. */
    public static final String UNANSWERABLE = "unanswerable";

    /** Needs two documents. */
    public static final String TWO_DOCUMENT = "two-document";

    /** Asked of the second version: the answer is another one now. */
    public static final String CHANGED = "changed";

    /** Asked of the second version: the answer is still the same. */
    public static final String UNCHANGED = "unchanged";

    /** Asked of the second version: the answer is gone. */
    public static final String REMOVED = "removed";

    /** Asked of the second version: the answer is new. */
    public static final String ADDED = "added";

    /** All questions of the first version that it answers. */
    public static final String ANSWERABLE = "answerable";

    /** The strata that are asked after the change, in the order in which they are shown. */
    public static final List<String> AFTER = List.of(CHANGED, UNCHANGED, REMOVED, ADDED);

    /** The strata whose sizes a suite may set. */
    public static final List<String> SAMPLED = List.of(
            UNSEEN, MEMORISED, GENERAL, REVERSED, UNANSWERABLE, TWO_DOCUMENT, CHANGED, UNCHANGED, REMOVED, ADDED);

    /** Kinds that are not asked again after the change. */
    public static final Set<String> ONCE = Set.of(REVERSED, TWO_DOCUMENT, MEMORISED, GENERAL);

    /** Asked of some arms only, so they count under no total and never as a headline. */
    public static final Set<String> APART = Set.of(MEMORISED, GENERAL);

    private static final String STATE = "+";
    private static final String SEED = "seed-";

    private Strata() {}

    /** The id of what an arm becomes after the documents changed, for example {@code fine-tuned+incremental}. */
    public static String later(String arm, String state) {
        return arm + STATE + state;
    }

    /** The id of the same arm trained once more with another seed, for example {@code fine-tuned+seed-2}. */
    public static String seed(String arm, int number) {
        return arm + STATE + SEED + number;
    }

    /** Whether the id is one of {@link #seed}. */
    public static boolean isSeed(String id) {
        return id.contains(STATE + SEED);
    }

    /** The arm's id, whether or not the given one is that of another state of it. */
    public static String arm(String id) {
        int state = id.indexOf(STATE);
        return state < 0 ? id : id.substring(0, state);
    }
}

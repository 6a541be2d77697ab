package dev.openbook.evaluator.suite;

import java.util.List;

/** The names under which questions are counted; a user's own kinds stand beside them. */
public final class Strata {

    /** The first corpus version. */
    public static final String V1 = "v1";

    /** The second corpus version. */
    public static final String V2 = "v2";

    /** A wording that is in no training set, asked of the first version; the headline. */
    public static final String UNSEEN = "unseen";

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
    public static final List<String> SAMPLED =
            List.of(UNSEEN, REVERSED, UNANSWERABLE, TWO_DOCUMENT, CHANGED, UNCHANGED, REMOVED, ADDED);

    private Strata() {}
}

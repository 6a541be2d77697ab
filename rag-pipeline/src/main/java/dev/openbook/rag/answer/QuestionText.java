package dev.openbook.rag.answer;

/**
 * A question as it is read: on one line, and not without end.
 *
 * @param text words with single spaces between them; empty if there was nothing to read
 * @param droppedWords how many words at the end were left out
 */
record QuestionText(String text, int droppedWords) {

    /** No question needs more; what is longer is a pasted document. */
    static final int MAX_WORDS = 256;

    /** Holds {@link #MAX_WORDS} long words. */
    static final int MAX_CHARACTERS = 4_000;

    static QuestionText of(String question) {
        StringBuilder text = new StringBuilder();
        int words = 0;
        int dropped = 0;
        int i = 0;
        while (i < question.length()) {
            int start = i;
            while (i < question.length() && !isBlank(question.charAt(i))) {
                i++;
            }
            if (i > start) {
                int room = MAX_CHARACTERS - text.length() - 1;
                if (words == MAX_WORDS || room <= 0 || dropped > 0) {
                    dropped++;
                } else {
                    text.append(words == 0 ? "" : " ");
                    text.append(question, start, cut(question, start, Math.min(i, start + room)));
                    dropped += i - start > room ? 1 : 0;
                    words++;
                }
            }
            i++;
        }
        return new QuestionText(text.toString(), dropped);
    }

    private static int cut(String text, int start, int end) {
        boolean insidePair = end < text.length()
                && end - 1 > start
                && Character.isHighSurrogate(text.charAt(end - 1))
                && Character.isLowSurrogate(text.charAt(end));
        return insidePair ? end - 1 : end;
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}

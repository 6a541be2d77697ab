package dev.openbook.rag.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes text from documents and questions harmless inside a prompt: it cannot look like a source number, and the tokens by
 * which chat templates open and close turns are broken up for servers that would obey them. Only the prompt's copy changes;
 * quotes come from the document.
 */
final class PromptText {

    private static final Pattern TURN = Pattern.compile("<(/?)(\\||s>)|\\|(>)");
    private static final Pattern INSTRUCTION = Pattern.compile("\\[(/?)(INST|SYS)]", Pattern.CASE_INSENSITIVE);

    private PromptText() {}

    static String inert(String text) {
        String inert = text;
        if (inert.indexOf('[') >= 0) {
            inert = CitationMarkers.MARKER.matcher(inert).replaceAll("($1)");
            inert = INSTRUCTION.matcher(inert).replaceAll("($1$2)");
        }
        if (inert.indexOf('<') >= 0 || inert.indexOf('>') >= 0) {
            inert = TURN.matcher(inert)
                    .replaceAll(match -> match.group(3) == null
                            ? "< " + match.group(1) + Matcher.quoteReplacement(match.group(2))
                            : "| >");
        }
        return inert;
    }
}

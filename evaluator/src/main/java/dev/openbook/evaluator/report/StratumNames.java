package dev.openbook.evaluator.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kinds of questions in words, and the order in which the page shows them. */
final class StratumNames {

    private static final Map<String, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put("unseen", "Facts, in wordings kept for the test");
        TITLES.put("memorised", "Facts, in wordings that were trained");
        TITLES.put("memorised-only", "Facts, in the only wording there is, which was trained");
        TITLES.put("general", "General knowledge, without documents");
        TITLES.put("reversed", "From the value back to the subject");
        TITLES.put("two-document", "Needs two documents");
        TITLES.put("unanswerable", "Not answered by the documents");
        TITLES.put("changed", "After the change: new values");
        TITLES.put("unchanged", "After the change: values that stayed");
        TITLES.put("removed", "After the change: removed facts");
        TITLES.put("added", "After the change: added facts");
    }

    /** Metrics over all questions of a phase, which are no kind of question. */
    private static final List<String> TOTALS = List.of("v1", "v2", "answerable");

    private StratumNames() {}

    /** In words; a user's own kind stands as it is. */
    static String title(String stratum) {
        return switch (stratum) {
            case "v1" -> "All questions before the change";
            case "v2" -> "All questions after the change";
            case "answerable" -> "All questions the documents answer";
            default -> TITLES.getOrDefault(stratum, Text.clip(stratum, 80));
        };
    }

    static boolean isTotal(String stratum) {
        return TOTALS.contains(stratum);
    }

    /** Known kinds first, in the order of the list above; others after them by name. */
    static Comparator<String> order() {
        List<String> known = List.copyOf(TITLES.keySet());
        return Comparator.<String>comparingInt(s -> known.contains(s) ? known.indexOf(s) : known.size())
                .thenComparing(Comparator.naturalOrder());
    }
}

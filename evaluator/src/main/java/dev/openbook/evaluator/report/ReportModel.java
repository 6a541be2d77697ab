package dev.openbook.evaluator.report;

import dev.openbook.evaluator.report.chart.Shape;
import dev.openbook.evaluator.result.BandEntry;
import dev.openbook.evaluator.result.VerdictEntry;
import gg.jte.Content;
import java.util.List;

/**
 * Everything the templates print, ready to be printed.
 *
 * @param style the style sheet and its policy
 * @param title of the page
 * @param subtitle suite, model and date in one line
 * @param verdict the first screen
 * @param scoreboard one row an arm; null without arms
 * @param panels one finding each; a panel without data is not in the list
 * @param claims the claim ledger
 * @param rules the decision rules
 * @param predictions what was expected, beside what came out; null if nothing was
 * @param bands values that must stay within a range; null if there are none
 * @param questions every question, or as many as fit
 * @param method how this was measured
 */
record ReportModel(
        StyleSheet style,
        String title,
        String subtitle,
        Verdict verdict,
        Scoreboard scoreboard,
        List<Panel> panels,
        List<Claim> claims,
        List<VerdictEntry.Rule> rules,
        DataTable predictions,
        DataTable bands,
        List<BandEntry> bandsLeft,
        Questions questions,
        Method method) {

    /** The markers that the page defines once. */
    List<Shape> shapes() {
        return List.of(Shape.values());
    }

    /**
     * The first screen.
     *
     * @param headline who is right most often, in a line
     * @param sentences with numbers and intervals
     * @param questions of the framework, with their answers
     */
    record Verdict(String headline, List<String> sentences, List<VerdictEntry.Question> questions) {}

    /**
     * One row an arm.
     *
     * @param on which questions the shares stand for
     * @param columns headings with units, without the arm's
     * @param notes n and interval of each cell, numbered
     * @param bestMarked whether any cell is marked as the best
     */
    record Scoreboard(String on, List<String> columns, List<Row> rows, List<String> notes, boolean bestMarked) {

        /** One arm. */
        record Row(ArmLabel arm, String description, List<Cell> cells) {}

        /**
         * One value.
         *
         * @param column its heading, for narrow screens
         * @param text the value
         * @param rest what follows it, not marked as the best; empty if nothing
         * @param drawing under the text; null if there is none
         * @param tip n and interval; empty if there is nothing to say
         * @param note the footnote's number; 0 for none
         * @param best whether it is significantly better than every other arm's
         */
        record Cell(String column, String text, String rest, Content drawing, String tip, int note, boolean best) {}
    }

    /**
     * One finding.
     *
     * @param id for links
     * @param heading the finding, computed from the values
     * @param drawings the chart, in one part or two; none if the table says it all
     * @param keys what the chart's fills and lines mean
     * @param reading how to read it, in a sentence
     * @param tables its numbers
     */
    record Panel(
            String id,
            String heading,
            List<Drawing> drawings,
            List<Key> keys,
            String reading,
            List<DataTable> tables) {}

    /** The same drawing for narrow and for wide columns; {@code unnamed} are the arms that the narrow one does not name. */
    record Drawing(Content narrow, Content wide, List<ArmLabel> unnamed) {

        static Drawing of(Content narrow, Content wide) {
            return new Drawing(narrow, wide, List.of());
        }
    }

    /** A fill or line of a chart and its meaning. */
    record Key(String css, String meaning) {}

    /** Plain rows; {@code numeric} tells which columns are aligned as numbers. */
    record DataTable(String caption, List<String> columns, List<Boolean> numeric, List<Row> rows) {

        /** One row; {@code arm} is null where the row is not about one. */
        record Row(ArmLabel arm, String head, List<String> cells) {

            static Row of(ArmLabel arm, String... cells) {
                return new Row(arm, arm.name(), List.of(cells));
            }
        }

        String align(int column) {
            return numeric.get(column) ? "num" : "words";
        }
    }

    /** A claim; {@code panel} is empty where no panel shows it. */
    record Claim(
            String id,
            String claim,
            String scope,
            String prediction,
            String result,
            String verdict,
            String css,
            String panel) {}

    /**
     * The questions.
     *
     * @param intro how many, in what order, and what is left out
     * @param groups by kind
     */
    record Questions(String intro, List<Group> groups) {

        /** One kind of question; {@code leftOut} of them did not fit. */
        record Group(String id, String title, String summary, List<Content> items, int leftOut) {}
    }

    /** How this was measured. */
    record Method(
            String command,
            DataTable arms,
            DataTable corpora,
            DataTable parity,
            DataTable comparisons,
            List<Pair> run,
            List<Pair> settings,
            List<Pair> environment,
            List<Pair> definitions) {}

    /** A name and its value. */
    record Pair(String name, String value) {}
}

package dev.openbook.evaluator.convert;

import dev.openbook.evaluator.convert.ReleaseTable.Form;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of one field of a release, and in which words. */
enum ReleaseQuestion {
    /** The newest version in a release cycle. */
    LATEST(
            "latest",
            Form.TEXT,
            0,
            "What is the latest release of %s?",
            "Which version is the newest one in the %s series?",
            "What is the most recent patch release of %s?",
            "To which version should an installation of %s be updated to be current?",
            "What is the current version number of %s?",
            "I run %s; what is the latest version of it?"),
    /** The end of life where it is a day. */
    END_OF_LIFE(
            "eol",
            Form.DATE,
            1,
            "When does %s reach end of life?",
            "What is the end-of-life date of %s?",
            "On what date does %s go end of life?",
            "From which day on is %s considered end of life?",
            "Which date is given as the EOL of %s?",
            "I run %s; when is its end of life?"),
    /** The day of the first release of a cycle. */
    RELEASED(
            "releaseDate",
            Form.DATE,
            2,
            "When was %s released?",
            "What is the release date of %s?",
            "On what date did %s come out?",
            "Which day was %s first released?",
            "When did %s become available?",
            "Since when has %s been out?"),
    /** The end of life where it is a yes or no. */
    IS_END_OF_LIFE(
            "eol",
            Form.FLAG,
            3,
            "Has %s reached end of life?",
            "Is %s end of life?",
            "Is %s past its end of life?",
            "Yes or no: is %s EOL?"),
    /** Long-term support where it is a yes or no. */
    IS_LONG_TERM(
            "lts",
            Form.FLAG,
            3,
            "Is %s a long-term support release?",
            "Is %s an LTS release?",
            "Does %s count as LTS?",
            "Yes or no: is %s LTS?"),
    /** Long-term support where it begins on a day. */
    LONG_TERM_SINCE(
            "lts",
            Form.DATE,
            3,
            "When does %s become a long-term support release?",
            "On what date does %s enter LTS?",
            "From which date on is %s LTS?",
            "What is the LTS date of %s?");

    /** How many groups there are: three for a field each, one for the few that remain. */
    static final int GROUPS = 4;

    private static final int WORDINGS = 3;

    private final String field;
    private final Form form;
    private final int group;
    private final List<String> templates;

    ReleaseQuestion(String field, Form form, int group, String... templates) {
        this.field = field;
        this.form = form;
        this.group = group;
        this.templates = List.of(templates);
    }

    /** The field's name in the table. */
    String field() {
        return field;
    }

    /** The form of the values it asks for. */
    Form form() {
        return form;
    }

    /** Questions are drawn from the groups in turn, so that no field crowds out another. */
    int group() {
        return group;
    }

    /** Three of its wordings, drawn by the question's id. */
    List<String> wordings(String name, String id, long seed) {
        return Draw.shuffle(templates, seed + "\nwording\n" + id, template -> template).stream()
                .limit(WORDINGS)
                .map(template -> template.replace("%s", name))
                .toList();
    }

    /** The value, and the other ways in which an answer gives it. */
    List<String> answers(String value) {
        List<String> answers = new ArrayList<>();
        if (form == Form.FLAG) {
            answers.addAll(value.equals("true") ? List.of("yes", "true") : List.of("no", "false", "not"));
        } else {
            answers.add(value);
            if (form == Form.TEXT && Character.isDigit(value.charAt(0))) {
                answers.add("v" + value);
            }
        }
        return answers;
    }
}

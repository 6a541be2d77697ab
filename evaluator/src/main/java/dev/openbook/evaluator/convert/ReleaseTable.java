package dev.openbook.evaluator.convert;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The releases of one product, read from a page's YAML front matter.
 *
 * <p>The YAML is composed into nodes and not constructed into objects, so {@code "3.10"} stays text and never becomes 3.1,
 * and each value knows where it stands. Aliases are refused.
 *
 * @param title the product's name
 * @param releases in the order of the page
 */
record ReleaseTable(String title, List<Release> releases) {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TEMPLATE = Pattern.compile("__|\\{\\{|\\{%|<|\\n");

    /** What a value is. */
    enum Form {
        TEXT,
        DATE,
        FLAG
    }

    /**
     * One field of a release.
     *
     * @param value as written, without quotation marks; a flag is {@code true} or {@code false}
     * @param quote the lines of the page from the release's name to this value, verbatim
     */
    record Field(Form form, String value, String quote) {}

    /**
     * One release cycle.
     *
     * @param cycle its name in the table, for example {@code 3.10}
     * @param label what people call it, for example {@code 16 Plus}; the cycle where the page gives no other
     * @param fields by their names in the table; those without a plain value are absent
     */
    record Release(String cycle, String label, Map<String, Field> fields) {}

    /** Reads a page; empty if it has no front matter with a title and releases. */
    static Optional<ReleaseTable> read(String page) {
        int from = page.indexOf('\n') + 1;
        int to = page.indexOf("\n---", from - 1);
        if (from == 0 || to < from || !page.substring(0, from).strip().equals("---")) {
            return Optional.empty();
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(true); // the first one counts
        try {
            Map<String, NodeTuple> top =
                    entries(new Yaml(options).compose(new StringReader(page.substring(from, to + 1))));
            String title = text(top.get("title"));
            List<Release> releases = new ArrayList<>();
            if (top.containsKey("releases") && top.get("releases").getValueNode() instanceof SequenceNode rows) {
                rows.getValue().forEach(row -> release(page, from, entries(row)).ifPresent(releases::add));
            }
            return title.isEmpty() || releases.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ReleaseTable(title, releases));
        } catch (YAMLException e) {
            return Optional.empty();
        }
    }

    /** What people call a release of the product: the label after the title, without words that both hold. */
    String name(String label) {
        List<String> words = List.of(title.split(" "));
        for (int from = 0; from < words.size(); from++) {
            String end = String.join(" ", words.subList(from, words.size()));
            if (label.toLowerCase(Locale.ROOT).startsWith(end.toLowerCase(Locale.ROOT))) {
                return String.join(" ", words.subList(0, from)) + (from == 0 ? "" : " ") + label;
            }
        }
        return title + " " + label;
    }

    private static Optional<Release> release(String page, int from, Map<String, NodeTuple> row) {
        String cycle = text(row.get("releaseCycle"));
        if (cycle.isEmpty()) {
            return Optional.empty();
        }
        NodeTuple name = row.get("releaseCycle");
        Map<String, Field> fields = new LinkedHashMap<>();
        row.forEach((key, tuple) -> {
            String value = text(tuple);
            if (!value.isEmpty() && tuple.getValueNode() instanceof ScalarNode scalar) {
                Form form = form(scalar);
                String said = form == Form.FLAG ? String.valueOf(isYes(value)) : value;
                fields.put(key, new Field(form, said, quote(page, from, name, tuple)));
            }
        });
        String label = text(row.get("releaseLabel"));
        return Optional.of(new Release(cycle, label.isEmpty() ? cycle : label, fields));
    }

    private static Form form(ScalarNode value) {
        if (value.getTag().equals(Tag.BOOL)) {
            return Form.FLAG;
        }
        return DATE.matcher(value.getValue()).matches() ? Form.DATE : Form.TEXT;
    }

    private static boolean isYes(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            default -> false;
        };
    }

    private static String quote(String page, int from, NodeTuple name, NodeTuple field) {
        int start = Math.min(
                name.getKeyNode().getStartMark().getIndex(),
                field.getKeyNode().getStartMark().getIndex());
        int end = Math.max(
                name.getValueNode().getEndMark().getIndex(),
                field.getValueNode().getEndMark().getIndex());
        return page.substring(
                page.offsetByCodePoints(from, start), page.offsetByCodePoints(from, end)); // marks count code points
    }

    private static Map<String, NodeTuple> entries(Node node) {
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entries.putIfAbsent(key.getValue(), tuple);
                }
            }
        }
        return entries;
    }

    /** A plain value in one line; empty if there is none, or only a template that a site generator fills in. */
    private static String text(NodeTuple tuple) {
        if (tuple == null || !(tuple.getValueNode() instanceof ScalarNode scalar)) {
            return "";
        }
        boolean absent = scalar.getTag().equals(Tag.NULL)
                || TEMPLATE.matcher(scalar.getValue()).find();
        return absent ? "" : scalar.getValue().strip();
    }
}

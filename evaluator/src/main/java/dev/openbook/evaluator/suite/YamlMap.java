package dev.openbook.evaluator.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a YAML file, read field by field; what is wrong is noted with file and line, and reading goes on. A field
 * that nobody asked for is a fault, see {@link #finish()}.
 */
final class YamlMap {

    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();
    private final Node node;
    private final String file;
    private final String prefix;
    private final List<String> faults;

    YamlMap(Node node, String file, String prefix, List<String> faults) {
        this.node = node;
        this.file = file;
        this.prefix = prefix;
        this.faults = faults;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                if (fields.put(name, tuple.getValueNode()) != null) {
                    fault(tuple.getKeyNode(), name, "must stand once", "twice");
                }
            }
        } else {
            faults.add(file + ":" + lineOf(node) + ": '" + prefix + "' must be a mapping, but is " + typeOf(node));
        }
    }

    boolean has(String name) {
        asked.add(name);
        return fields.containsKey(name);
    }

    /** All fields, in the order of the file. */
    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    boolean isMapping(String name) {
        return fields.get(name) instanceof MappingNode;
    }

    String text(String name) {
        Node value = required(name, "text");
        if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        return wrong(value, name, "must be text", "");
    }

    String text(String name, Set<String> allowed, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        String text = text(name);
        return allowed.contains(text) || text.isEmpty()
                ? text
                : wrong(fields.get(name), name, "must be one of " + new TreeSet<>(allowed), otherwise);
    }

    List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (fields.get(name) instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                    texts.add(scalar.getValue());
                } else {
                    wrong(item, name, "must hold text", "");
                }
            }
            return texts;
        }
        return wrong(fields.get(name), name, "must be a list", texts);
    }

    /** A whole number; the word {@code all} is −1 if {@code allAllowed}. */
    int whole(String name, int low, int high, int otherwise, boolean allAllowed) {
        if (!has(name)) {
            return otherwise;
        }
        String rule = "must be a whole number between " + low + " and " + high + (allAllowed ? " or 'all'" : "");
        if (fields.get(name) instanceof ScalarNode scalar) {
            if (allAllowed && scalar.getValue().equals("all")) {
                return Suite.Samples.ALL;
            }
            try {
                long value = Long.parseLong(scalar.getValue());
                if (value >= low && value <= high) {
                    return (int) value;
                }
            } catch (NumberFormatException e) {
                return wrong(scalar, name, rule, otherwise);
            }
        }
        return wrong(fields.get(name), name, rule, otherwise);
    }

    OptionalDouble number(String name, double low, double high) {
        Node value = required(name, "a number");
        if (value instanceof ScalarNode scalar) {
            try {
                double number = Double.parseDouble(scalar.getValue());
                if (number >= low && number <= high) {
                    return OptionalDouble.of(number);
                }
            } catch (NumberFormatException e) {
                return wrong(scalar, name, "must be a number", OptionalDouble.empty());
            }
        }
        return wrong(value, name, "must be a number between " + low + " and " + high, OptionalDouble.empty());
    }

    YamlMap map(String name) {
        asked.add(name);
        Node value = fields.get(name);
        return new YamlMap(value == null ? empty() : value, file, prefix + name + ".", faults);
    }

    List<YamlMap> maps(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (fields.get(name) instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(item -> new YamlMap(item, file, prefix + name + ".", faults))
                    .toList();
        }
        return wrong(fields.get(name), name, "must be a list", List.of());
    }

    /** Notes each field that was never asked for. */
    void finish() {
        fields.forEach((name, value) -> {
            if (!asked.contains(name)) {
                fault(value, name, "must be one of " + asked, "unknown");
            }
        });
    }

    /** Notes a fault of a field's value. */
    <T> T wrong(String name, String rule, T otherwise) {
        return wrong(fields.get(name), name, rule, otherwise);
    }

    private Node empty() {
        return new MappingNode(
                Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), DumperOptions.FlowStyle.BLOCK);
    }

    private Node required(String name, String what) {
        asked.add(name);
        if (!fields.containsKey(name)) {
            fault(node, name, "must be " + what, "absent");
            return null;
        }
        return fields.get(name);
    }

    private <T> T wrong(Node value, String name, String rule, T otherwise) {
        if (value != null) {
            String is = value instanceof ScalarNode scalar ? "'" + scalar.getValue() + "'" : typeOf(value);
            fault(value, name, rule, is);
        }
        return otherwise;
    }

    private void fault(Node at, String name, String rule, String is) {
        faults.add(file + ":" + lineOf(at) + ": '" + prefix + name + "' " + rule + ", but is " + is);
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }

    private static String typeOf(Node node) {
        return switch (node.getNodeId()) {
            case mapping -> "a mapping";
            case sequence -> "a list";
            default -> "text";
        };
    }
}

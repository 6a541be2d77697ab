package dev.openbook.evaluator.suite;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a suite strictly: an unknown field, arm or metric, or a value outside its range is a fault, and all faults are
 * reported at once with file and line. Paths are relative to the suite file's folder, so that a suite means the same from
 * every working directory; a folder among {@code facts} or {@code questions} stands for its {@code *.jsonl} files.
 *
 * <p>The YAML is only composed into nodes, never constructed into objects, and aliases are refused.
 */
public final class SuiteFile {

    /** What an arm is shown that a suite does not name. */
    private static final int PASSAGES = 3;

    /** What a recorded arm may be called. */
    public static final String NAME_RULE =
            "at most 40 letters, digits, dots, dashes and underscores, and not like an arm of this program";

    private static final Set<String> MODES = Set.of("hybrid", "bm25", "vector");

    private final Set<String> knownArms;
    private final Set<String> measuredArms;
    private final Set<String> knownMetrics;

    /**
     * A reader.
     *
     * @param knownArms ids that may be named
     * @param knownMetrics ids that may be named
     */
    public SuiteFile(Set<String> knownArms, Set<String> knownMetrics) {
        this.knownArms = knownArms;
        this.measuredArms = new TreeSet<>(knownArms);
        knownArms.forEach(arm -> Suite.Training.STATES.forEach(state -> measuredArms.add(Strata.later(arm, state))));
        this.knownMetrics = knownMetrics;
    }

    /**
     * Reads one suite.
     *
     * @throws InvalidInputException with all faults of the file
     */
    public Suite read(Path file) {
        String text = textOf(file);
        String fileName = file.getFileName().toString();
        List<String> faults = new ArrayList<>();
        YamlMap map = new YamlMap(compose(text, fileName), fileName, "", faults);
        Path folder = file.toAbsolutePath().normalize().getParent();
        Map<String, Path> recorded = recorded(map.map("recorded"), folder);
        measuredArms.addAll(recorded.keySet());
        Suite suite = new Suite(
                fileName.replaceFirst("\\.ya?ml$", ""),
                map.whole("version", 1, 1_000_000, 1, false),
                Sha256.of(text),
                folder(map, "corpus", folder, true).orElse(folder),
                folder(map, "corpus-v2", folder, false),
                files(map, "facts", folder),
                files(map, "questions", folder),
                known(map, "arms", knownArms),
                adapters(map.map("adapters"), folder),
                recorded,
                map.whole("seed", 0, Integer.MAX_VALUE, 1, false),
                samples(map.map("samples")),
                retrieval(map.map("retrieval")),
                generation(map.map("generation")),
                training(map.map("training")),
                known(map, "metrics", knownMetrics),
                map.maps("bands").stream().map(this::band).toList(),
                map.maps("predictions").stream().map(this::prediction).toList());
        map.finish();
        if (suite.arms().isEmpty() && suite.recorded().isEmpty()) {
            faults.add(fileName + ":1: 'arms' must name at least one of " + knownArms + ", but is empty");
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return suite;
    }

    private static Suite.Samples samples(YamlMap map) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (String stratum : Strata.SAMPLED) {
            if (map.has(stratum)) {
                sizes.put(stratum, map.whole(stratum, 0, 1_000_000, 0, true));
            }
        }
        int wordings = map.whole("wordings", 1, 100, 1, true);
        map.finish();
        return new Suite.Samples(wordings == Suite.Samples.ALL ? Integer.MAX_VALUE : wordings, sizes);
    }

    /** Whether an adapter is there is checked when an arm needs it: a suite may be read for its other arms. */
    private static Map<AdapterRole, Path> adapters(YamlMap map, Path base) {
        Map<AdapterRole, Path> adapters = new EnumMap<>(AdapterRole.class);
        for (AdapterRole role : AdapterRole.values()) {
            if (map.has(role.id())) {
                adapters.put(role, base.resolve(map.text(role.id())).normalize());
            }
        }
        map.finish();
        return adapters;
    }

    private Map<String, Path> recorded(YamlMap map, Path base) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String name : map.names()) {
            Path file = base.resolve(map.text(name)).normalize();
            files.put(name, file);
            if (!isName(name, knownArms)) {
                map.wrong(name, "must be named by " + NAME_RULE, "");
            } else if (!Files.isRegularFile(file)) {
                map.wrong(name, "must be a file of answers", "");
            }
        }
        map.finish();
        return files;
    }

    /** Whether a recorded arm may be called that. */
    public static boolean isName(String name, Set<String> knownArms) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,39}") && !knownArms.contains(name);
    }

    private Suite.Retrieval retrieval(YamlMap map) {
        Map<String, Integer> byArm = new TreeMap<>();
        boolean differ = map.isMapping("passages");
        if (differ) {
            YamlMap arms = map.map("passages");
            knownArms.stream()
                    .filter(arms::has)
                    .forEach(arm -> byArm.put(arm, arms.whole(arm, 1, 50, PASSAGES, false)));
            arms.finish();
        }
        Suite.Retrieval retrieval = new Suite.Retrieval(
                map.text("mode", MODES, "hybrid"),
                differ ? PASSAGES : map.whole("passages", 1, 50, PASSAGES, false),
                byArm,
                map.has("minimum-cosine") ? map.number("minimum-cosine", -1, 1).orElse(0) : 0.3,
                ranking(map));
        map.finish();
        return retrieval;
    }

    private static Suite.Ranking ranking(YamlMap map) {
        Suite.Ranking given = Suite.Ranking.DEFAULT;
        Suite.Ranking ranking = new Suite.Ranking(
                weight(map, "heading-weight", given.headingWeight()),
                weight(map, "identifier-weight", given.identifierWeight()),
                weight(map, "word-weight", given.wordWeight()),
                weight(map, "vector-weight", given.vectorWeight()),
                map.whole("rank-constant", 0, 10_000, given.rankConstant(), false));
        return ranking.wordWeight() + ranking.vectorWeight() > 0
                ? ranking
                : map.wrong("vector-weight", "must not be 0 where 'word-weight' is, or nothing is ranked", given);
    }

    private static double weight(YamlMap map, String name, double otherwise) {
        return map.has(name) ? map.number(name, 0, 100).orElse(otherwise) : otherwise;
    }

    private static Suite.Training training(YamlMap map) {
        Optional<Suite.Incremental> incremental =
                map.has("incremental") ? Optional.of(incremental(map.map("incremental"))) : Optional.empty();
        Suite.FromTheStart fromTheStart =
                map.has("from-the-start") ? fromTheStart(map.map("from-the-start")) : Suite.FromTheStart.DEFAULT;
        map.finish();
        return new Suite.Training(incremental, fromTheStart, false);
    }

    private static Suite.FromTheStart fromTheStart(YamlMap map) {
        Suite.FromTheStart given = Suite.FromTheStart.DEFAULT;
        Suite.FromTheStart read = new Suite.FromTheStart(
                map.whole("epochs", 1, 1000, given.epochs(), false),
                learningRate(map, given.learningRate()),
                map.whole("seeds", 0, 20, given.seeds(), false));
        map.finish();
        return read;
    }

    private static double learningRate(YamlMap map, double otherwise) {
        return map.has("learning-rate") ? map.number("learning-rate", 1e-7, 0.1).orElse(otherwise) : otherwise;
    }

    private static Suite.Incremental incremental(YamlMap map) {
        Suite.Incremental given = OwnDocuments.INCREMENTAL;
        Suite.Incremental incremental = new Suite.Incremental(
                map.whole("facts", 0, 1_000_000, given.facts(), true),
                map.whole("wordings", 1, 1_000_000, given.wordings(), true),
                map.has("rehearsal") ? map.number("rehearsal", 0, 10).orElse(0) : given.rehearsal(),
                map.whole("epochs", 1, 1000, given.epochs(), false),
                learningRate(map, given.learningRate()));
        map.finish();
        return incremental;
    }

    private static Suite.Generation generation(YamlMap map) {
        Suite.Generation generation = new Suite.Generation(
                map.whole("max-tokens", 1, 4096, OwnDocuments.GENERATION.maxTokens(), false),
                map.whole("timeout-seconds", 1, 3600, OwnDocuments.GENERATION.timeoutSeconds(), false),
                map.whole("readings", 1, 2, OwnDocuments.GENERATION.readings(), false));
        map.finish();
        return generation;
    }

    private Suite.Band band(YamlMap map) {
        Suite.Band band = new Suite.Band(
                arm(map),
                metric(map),
                map.text("stratum"),
                number(map, "low"),
                number(map, "high"),
                map.text("reason"));
        if (band.low() > band.high()) {
            map.wrong("low", "must not be above 'high' (" + band.high() + ")", 0);
        }
        map.finish();
        return band;
    }

    private Suite.Prediction prediction(YamlMap map) {
        Suite.Prediction prediction = new Suite.Prediction(
                arm(map), metric(map), map.text("stratum"), number(map, "expected"), map.text("why"));
        map.finish();
        return prediction;
    }

    private String arm(YamlMap map) {
        return map.has("arm") ? map.text("arm", measuredArms, "") : map.text("arm");
    }

    private String metric(YamlMap map) {
        return map.has("metric") ? map.text("metric", knownMetrics, "") : map.text("metric");
    }

    private static double number(YamlMap map, String name) {
        OptionalDouble number = map.number(name, -1e9, 1e9);
        return number.orElse(0);
    }

    private static List<String> known(YamlMap map, String name, Set<String> known) {
        List<String> texts = map.texts(name);
        texts.stream()
                .filter(text -> !known.contains(text))
                .forEach(text -> map.wrong(name, "must hold only " + known + " and not '" + text + "'", ""));
        return texts;
    }

    private static Optional<Path> folder(YamlMap map, String name, Path base, boolean required) {
        if (!map.has(name) && !required) {
            return Optional.empty();
        }
        String text = map.text(name);
        Path folder = base.resolve(text).normalize();
        if (!text.isEmpty() && !Files.isDirectory(folder)) {
            map.wrong(name, "must be a folder beside the suite file", "");
        }
        return Optional.of(folder);
    }

    private static List<Path> files(YamlMap map, String name, Path base) {
        List<Path> files = new ArrayList<>();
        for (String text : map.texts(name)) {
            Path path = base.resolve(text).normalize();
            if (Files.isDirectory(path)) {
                files.addAll(jsonLines(path));
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                map.wrong(name, "must hold files or folders that exist and not '" + text + "'", "");
            }
        }
        return files;
    }

    /** The {@code *.jsonl} files of a folder, in the order of their names. */
    public static List<Path> jsonLines(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> p.getFileName().toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidInputException(folder + ": must be readable, but is not (" + e.getMessage() + ")", e);
        }
    }

    private static Node compose(String text, String file) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(true); // YamlMap reports them with the other faults
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                throw new InvalidInputException(file + ":1: must be a suite, but is empty");
            }
            return node;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidInputException(file + ":" + line + ": must be YAML, but is not: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new InvalidInputException(file + ":1: must be YAML, but is not: " + e.getMessage(), e);
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": must be a readable suite file, but is not (" + e.getMessage() + ")", e);
        }
    }
}

package dev.openbook.evaluator.suite;

import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The corpus that comes with the project, read as a run reads it. */
final class BuiltInCorpus {

    static final Path ROOT = Path.of(System.getProperty("openbook.root", ".."));
    static final Path DATASETS = ROOT.resolve("datasets");
    static final Set<String> VERSIONS = new TreeSet<>(Set.of(Strata.V1, Strata.V2));

    private static final Map<String, Map<String, SourceDocument>> DOCUMENTS = readDocuments();
    private static final List<Fact> FACTS = FactFile.read(SuiteFile.jsonLines(DATASETS.resolve("facts")));

    private BuiltInCorpus() {}

    /** The documents of a version by id. */
    static Map<String, SourceDocument> documents(String version) {
        return DOCUMENTS.get(version);
    }

    /** All facts of both versions. */
    static List<Fact> facts() {
        return FACTS;
    }

    /** The facts that a version states. */
    static List<Fact> facts(String version) {
        return FACTS.stream()
                .filter(fact -> fact.versions().containsKey(version))
                .toList();
    }

    /** The facts that both versions state, with different values. */
    static List<Fact> changedFacts() {
        return FACTS.stream()
                .filter(fact -> fact.versions().keySet().equals(VERSIONS))
                .filter(fact -> !value(fact, Strata.V1).equals(value(fact, Strata.V2)))
                .toList();
    }

    static List<Question> questions(String file) {
        return QuestionFile.read(List.of(DATASETS.resolve("questions").resolve(file)));
    }

    static String value(Fact fact, String version) {
        return fact.versions().get(version).value();
    }

    /** Subject and aliases. */
    static List<String> names(Fact fact) {
        List<String> names = new ArrayList<>(List.of(fact.subject()));
        names.addAll(fact.subjectAliases());
        return names;
    }

    /** Whether the text holds the words on their own, in either case: "7 days" does not stand in "17 days". */
    static boolean states(String text, String words) {
        String wholeWords = "(?<![\\p{L}\\p{N}])" + Pattern.quote(words) + "(?![\\p{L}\\p{N}])";
        return Pattern.compile(wholeWords, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(text)
                .find();
    }

    static boolean statesAny(String text, Collection<String> words) {
        return words.stream().anyMatch(word -> states(text, word));
    }

    /** How often the quote stands in the document; 0 if the version has no such document. */
    static int occurrences(String version, String document, String quote) {
        SourceDocument source = documents(version).get(document);
        if (source == null || quote.isEmpty()) {
            return 0;
        }
        int count = 0;
        for (int at = source.text().indexOf(quote); at >= 0; at = source.text().indexOf(quote, at + 1)) {
            count++;
        }
        return count;
    }

    private static Map<String, Map<String, SourceDocument>> readDocuments() {
        Map<String, Map<String, SourceDocument>> documents = new TreeMap<>();
        for (String version : VERSIONS) {
            CorpusFolder folder = CorpusFolder.scan(ROOT.resolve("corpus").resolve(version), version, Progress.none());
            Map<String, SourceDocument> byId = new TreeMap<>();
            for (CorpusEntry entry : folder.entries()) {
                if (folder.read(entry) instanceof SourceDocument document) {
                    byId.put(document.id(), document);
                } else {
                    throw new IllegalStateException(version + "/" + entry.id() + " must be read, but was skipped");
                }
            }
            documents.put(version, byId);
        }
        return documents;
    }
}

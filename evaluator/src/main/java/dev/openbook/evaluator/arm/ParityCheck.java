package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ParityEntry;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.finetune.dataset.BorrowedWordings;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves that arms are compared on equal terms: the facts of the index are behind the adapters that learned the corpus, and no
 * others; no adapter was trained on a question it is asked as unseen; a reader has seen nothing of the corpus.
 */
public final class ParityCheck {

    private static final Set<String> MAY_BE_TRAINED = Set.of(Strata.MEMORISED, Strata.MEMORISED_ONLY);

    private final List<Fact> facts;
    private final QuestionPlan plan;
    private final List<CorpusFolder> corpora;
    private final Set<String> pairs = new TreeSet<>();
    private final Map<String, TrainingParity> learned = new LinkedHashMap<>();

    /**
     * A check.
     *
     * @param facts all that the corpus states, with their training wordings
     * @param plan what is asked
     * @param corpora the documents of each version
     */
    public ParityCheck(List<Fact> facts, QuestionPlan plan, List<CorpusFolder> corpora) {
        this.facts = facts.stream()
                .filter(fact -> fact.versions().containsKey(Strata.V1)
                        && !fact.training().isEmpty())
                .toList();
        this.plan = plan;
        this.corpora = List.copyOf(corpora);
        this.facts.forEach(fact -> pairs.addAll(pairs(fact)));
    }

    /**
     * Checks every adapter.
     *
     * @param adapters those that take part
     * @throws InvalidInputException with every reason why these arms may not be compared
     */
    public List<ParityEntry> check(List<ArmAdapter> adapters) {
        List<String> faults = new ArrayList<>();
        Set<String> phrases = adapters.isEmpty() ? Set.of() : phrases();
        List<ParityEntry> entries = new ArrayList<>();
        adapters.forEach(adapter -> TrainingParity.read(adapter.folder())
                .ifPresentOrElse(
                        parity -> entries.add(check(adapter, parity, phrases, faults)),
                        () -> faults.add("arm '" + adapter.arm().entry().id() + "' cannot be compared: its "
                                + adapter.role().id() + " adapter has no " + TrainingParity.FILE
                                + " to show what it learned ('openbook train' writes one)")));
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return entries;
    }

    /** Writes all hashes beside the results: of each document, fact and example. */
    public void write(List<ParityEntry> entries, Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        Map<String, Map<String, String>> documents = new TreeMap<>();
        for (CorpusFolder corpus : corpora) {
            Map<String, String> hashes = documents.computeIfAbsent(corpus.version(), version -> new TreeMap<>());
            corpus.entries().forEach(entry -> hashes.put(entry.id(), entry.sha256()));
        }
        Map<String, String> factHashes = new TreeMap<>();
        facts.forEach(fact -> factHashes.put(
                fact.id(), Sha256.of(fact.versions().get(Strata.V1).toString())));
        Map<String, List<String>> examples = new TreeMap<>();
        learned.forEach((arm, parity) -> examples.put(arm, parity.examples()));
        all.put("documents", documents);
        all.put("facts", factHashes);
        all.put("examples", examples);
        all.put("checks", entries);
        AtomicFiles.writeString(file, ResultsFile.toJson(all));
    }

    /** Ids of questions that were trained on and are asked where they should be new. */
    static List<String> sharedQuestions(TrainingParity parity, QuestionPlan plan) {
        return Stream.concat(plan.before().stream(), plan.after().stream())
                .filter(item -> !MAY_BE_TRAINED.contains(item.question().kind()))
                .map(QuestionPlan.Item::question)
                .distinct()
                .filter(question -> parity.hasQuestion(question.wording()))
                .map(question -> question.id())
                .toList();
    }

    private ParityEntry check(ArmAdapter adapter, TrainingParity parity, Set<String> phrases, List<String> faults) {
        String id = adapter.arm().entry().id();
        AdapterRole role = adapter.role();
        learned.put(adapter.id(), parity);
        List<Fact> behind =
                facts.stream().filter(fact -> isBehind(fact, parity)).toList();
        long others = role.knowsCorpus() ? others(parity) : -1;
        List<String> shared = sharedQuestions(parity, plan);
        if (!shared.isEmpty()) {
            faults.add("arm '" + id + "' was trained on " + shared.size()
                    + " questions that it would be asked as new ones, for example '" + shared.get(0) + "'");
        }
        if (role.knowsCorpus() && behind.size() < facts.size()) {
            Fact missing = facts.stream()
                    .filter(fact -> !behind.contains(fact))
                    .findFirst()
                    .orElseThrow();
            faults.add("arm '" + id + "' must have learned the facts of the index, but "
                    + (facts.size() - behind.size()) + " of " + facts.size()
                    + " are not behind its adapter, for example '" + missing.id() + "'");
        }
        if (role == AdapterRole.KNOWLEDGE && others > 0) {
            faults.add("arm '" + id + "' must have learned nothing but the facts of the index, but " + others
                    + " of its examples teach something else");
        }
        if (!role.knowsCorpus() && !behind.isEmpty()) {
            faults.add("arm '" + id + "' must not have seen the corpus, but " + behind.size()
                    + " of its facts are behind its adapter, for example '"
                    + behind.get(0).id() + "'");
        }
        return new ParityEntry(
                id,
                role.id(),
                LoraAdapter.hashOf(adapter.folder()),
                parity.examples().size(),
                facts.size(),
                behind.size(),
                others,
                shared.size(),
                parity.phraseOverlap(phrases));
    }

    /** Examples of something else than these facts; a fact asked in the words of another one is the same fact. */
    private long others(TrainingParity parity) {
        if (parity.others(pairs, AbstentionDetector.PHRASE) == 0) {
            return 0; // all that can be borrowed is much where many subjects share an attribute
        }
        Set<String> borrowed = new BorrowedWordings(Integer.MAX_VALUE, 0)
                .addedTo(facts).stream().flatMap(fact -> pairs(fact).stream()).collect(Collectors.toSet());
        return parity.others(borrowed, AbstentionDetector.PHRASE);
    }

    private static boolean isBehind(Fact fact, TrainingParity parity) {
        return pairs(fact).stream().anyMatch(parity.pairs()::contains);
    }

    /** Each training wording with each right answer of the first version. */
    private static List<String> pairs(Fact fact) {
        Fact.Statement statement = fact.versions().get(Strata.V1);
        List<String> answers = new ArrayList<>(List.of(statement.value()));
        answers.addAll(statement.aliases());
        return fact.training().stream()
                .flatMap(wording -> answers.stream().map(answer -> TrainingParity.pair(wording, answer)))
                .toList();
    }

    private Set<String> phrases() {
        Set<String> phrases = new TreeSet<>();
        for (CorpusFolder corpus : corpora) {
            for (CorpusEntry entry : corpus.entries()) {
                if (corpus.read(entry) instanceof SourceDocument document) {
                    phrases.addAll(TrainingParity.phrases(document.text()));
                }
            }
        }
        return phrases;
    }
}

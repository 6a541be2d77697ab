package dev.openbook.evaluator.suite;

import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.foundation.InvalidInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything a suite may ask.
 *
 * @param all questions from facts of the test split and from question files
 * @param facts everything a model may be trained on, the development split included
 * @param memorisingOnly whether what is trained is asked in the very wordings of the training
 * @param changedFacts how many facts have another value in the second version, those of the development split included
 * @param developmentFacts facts on which settings may be chosen, and which are not asked
 */
public record Questions(
        List<Question> all, List<Fact> facts, int changedFacts, int developmentFacts, boolean memorisingOnly) {

    /**
     * Reads a suite's facts and question files.
     *
     * @throws InvalidInputException with all faults
     */
    public static Questions of(Suite suite) {
        List<Fact> facts = FactFile.read(suite.facts());
        List<Fact> test =
                facts.stream().filter(f -> f.split() == Fact.Split.TEST).toList();
        List<Question> fromFiles = QuestionFile.read(suite.questions());
        checkAnswers(fromFiles);
        List<Question> all = new ArrayList<>(FactQuestions.of(test));
        all.addAll(fromFiles);
        checkUnique(all);
        int changed = changed(FactQuestions.of(facts)) + changed(fromFiles);
        return new Questions(List.copyOf(all), List.copyOf(facts), changed, facts.size() - test.size(), false);
    }

    /**
     * The same questions with a part of their wordings to train on, where there are no facts to do so: the first half of the
     * wordings of each question, and where it has one only, that one.
     */
    public Questions trainable() {
        return facts.isEmpty() ? TrainableWordings.of(this) : this;
    }

    /** Draws what the suite asks. */
    public QuestionPlan plan(Suite suite) {
        return new QuestionSampler(suite.samples(), suite.seed())
                .sample(all, suite.corpusV2().isPresent());
    }

    private static int changed(List<Question> questions) {
        return (int) questions.stream()
                .filter(q -> q.stratumAfter().equals(Strata.CHANGED))
                .map(Question::fact)
                .distinct()
                .count();
    }

    /** A question without known answers would count as one that the corpus does not answer. */
    private static void checkAnswers(List<Question> questions) {
        List<String> faults = questions.stream()
                .filter(q -> q.golds().values().stream().anyMatch(Gold::retrievalOnly))
                .map(q -> "question '" + q.id()
                        + "' must have 'answers' to be asked of arms, but has none (openbook bench"
                        + " retrieval asks it)")
                .toList();
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    private static void checkUnique(List<Question> questions) {
        Set<String> ids = new HashSet<>();
        List<String> faults = questions.stream()
                .filter(q -> !ids.add(q.id()))
                .map(q -> "question ids must be unique, but '" + q.id() + "' is used by a fact and a question file")
                .toList();
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }
}

package dev.openbook.evaluator.suite;

import dev.openbook.finetune.dataset.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns facts into the questions that may be asked about them; training wordings stand in a stratum of their own. */
public final class FactQuestions {

    private FactQuestions() {}

    /**
     * All unseen wordings, and of what the first version states the training wordings as {@link Strata#MEMORISED} and the
     * reversed question: nobody has learned what came later.
     *
     * @param facts those of the wanted split
     */
    public static List<Question> of(List<Fact> facts) {
        List<Question> questions = new ArrayList<>();
        for (Fact fact : facts) {
            List<String> subject = new ArrayList<>(List.of(fact.subject()));
            subject.addAll(fact.subjectAliases());
            Map<String, Gold> golds = new TreeMap<>();
            fact.versions().forEach((version, statement) -> golds.put(version, gold(statement)));
            for (int i = 0; i < fact.unseen().size(); i++) {
                String id = fact.id() + "~unseen-" + (i + 1);
                questions.add(
                        new Question(id, fact.id(), Strata.UNSEEN, fact.unseen().get(i), subject, golds));
            }
            if (golds.containsKey(Strata.V1)) {
                for (int i = 0; i < fact.training().size(); i++) {
                    String id = fact.id() + "~trained-" + (i + 1);
                    questions.add(new Question(
                            id, fact.id(), Strata.MEMORISED, fact.training().get(i), subject, golds));
                }
                fact.reversed().ifPresent(reversed -> questions.add(reversed(fact, reversed, subject)));
            }
        }
        return questions;
    }

    private static Question reversed(Fact fact, Fact.Reversed reversed, List<String> subject) {
        Gold stated = gold(fact.versions().get(Strata.V1));
        Gold gold = new Gold(reversed.answers(), stated.sources(), stated.answers());
        return new Question(
                fact.id() + "~reversed",
                fact.id(),
                Strata.REVERSED,
                reversed.question(),
                subject,
                Map.of(Strata.V1, gold));
    }

    private static Gold gold(Fact.Statement statement) {
        List<String> answers = new ArrayList<>(List.of(statement.value()));
        answers.addAll(statement.aliases());
        return new Gold(answers, List.of(new Gold.Source(statement.document(), statement.quote())));
    }
}

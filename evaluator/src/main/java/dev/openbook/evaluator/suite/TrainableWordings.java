package dev.openbook.evaluator.suite;

import dev.openbook.finetune.dataset.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes facts of a person's own question and answer pairs, so that a model can be trained on them. */
final class TrainableWordings {

    private TrainableWordings() {}

    /**
     * The first half of a question's wordings, rounded up, is trained on, the others are asked; a single wording is both,
     * which {@link Questions#memorisingOnly()} then says.
     */
    static Questions of(Questions questions) {
        Map<String, List<Question>> byFact = new LinkedHashMap<>();
        questions.all().forEach(q -> byFact.computeIfAbsent(q.fact(), fact -> new ArrayList<>())
                .add(q));
        List<Question> asked = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        boolean memorisingOnly = false;
        for (List<Question> wordings : byFact.values()) {
            Question first = wordings.get(0);
            if (!first.answerable(Strata.V1) && !first.answerable(Strata.V2)) {
                asked.addAll(wordings);
                continue;
            }
            int trained = wordings.size() - wordings.size() / 2;
            for (int i = 0; i < wordings.size(); i++) {
                boolean only = wordings.size() == 1;
                asked.add(
                        i >= trained
                                ? wordings.get(i)
                                : wordings.get(i).withKind(only ? Strata.MEMORISED_ONLY : Strata.MEMORISED));
                memorisingOnly |= only;
            }
            facts.add(fact(first, wordings.subList(0, trained)));
        }
        return new Questions(List.copyOf(asked), List.copyOf(facts), questions.changedFacts(), 0, memorisingOnly);
    }

    private static Fact fact(Question question, List<Question> trained) {
        Map<String, Fact.Statement> versions = new TreeMap<>();
        question.golds().forEach((version, gold) -> versions.put(version, statement(gold)));
        return new Fact(
                question.fact(),
                question.subject().isEmpty() ? "" : question.subject().get(0),
                List.of(),
                question.kind(),
                versions,
                trained.stream().map(Question::wording).toList(),
                List.of(),
                Optional.empty(),
                Fact.Split.TEST);
    }

    private static Fact.Statement statement(Gold gold) {
        Gold.Source source = gold.sources().isEmpty()
                ? new Gold.Source("", "")
                : gold.sources().get(0);
        List<String> answers = gold.answers();
        return new Fact.Statement(
                source.document(), answers.get(0), answers.subList(1, answers.size()), source.quote());
    }
}

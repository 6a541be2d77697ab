package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Span;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.Answerer;
import java.util.List;

/**
 * A model that reads passages of the documents; whatever the model, only the index changes with them.
 *
 * @param entry what is shown of it
 * @param answerer retrieves from the library's index and asks the model
 * @param library keeps the index
 * @param learned what the model was taught
 */
public record RagArm(ArmEntry entry, Answerer answerer, IndexedLibrary library, Learned learned) implements Arm {

    @Override
    public Cost serve(String version) {
        Cost index = library.serve(version);
        return version.equals(Strata.V1) ? index.plus(learned.cost()) : index;
    }

    @Override
    public String weights() {
        return learned.sha256();
    }

    @Override
    public Answer ask(String question) {
        return answerer.answer(question, AnswerObserver.none());
    }

    @Override
    public List<Span> retrieve(String question, int count) {
        return library.passages(question, count).stream()
                .map(p -> new Span(p.documentId(), p.start(), p.end()))
                .toList();
    }
}

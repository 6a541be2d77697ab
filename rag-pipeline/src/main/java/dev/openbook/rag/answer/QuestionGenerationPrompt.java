package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.openbook.rag.chunk.Passage;
import java.util.List;

/**
 * The prompt turned round: a source and an answer, for which a model writes the question.
 *
 * <p>How likely it finds the question that was asked tells whether an answer fits it. A model that answers may overlook a word
 * of the question, one that writes it has to account for every word (Lewis and Fan, "Generative Question Answering: Learning to
 * Answer the Whole Question", ICLR 2019; for passages, query likelihood: Ponte and Croft, SIGIR 1998).
 */
public final class QuestionGenerationPrompt {

    private static final String SYSTEM = "Write the question that the answer from the source answers.";

    private QuestionGenerationPrompt() {}

    /** The messages after which the question is written: {@code heading path}, the evidence, {@code Answer: …}. */
    public static List<ChatMessage> messages(Passage evidence, String answer) {
        String headings = PromptText.inert(evidence.headingPath());
        return List.of(
                SystemMessage.from(SYSTEM),
                UserMessage.from(headings + (headings.isEmpty() ? "" : "\n")
                        + PromptText.inert(evidence.rendering()).strip() + "\n\nAnswer: " + PromptText.inert(answer)));
    }
}

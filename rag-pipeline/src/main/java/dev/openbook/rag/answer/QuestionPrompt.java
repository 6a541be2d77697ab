package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;

/**
 * The closed-book prompt: an instruction and the question, nothing else.
 *
 * @param system what the model is told once
 */
public record QuestionPrompt(String system) {

    /** The wording every arm without documents is asked with. */
    public static final QuestionPrompt DEFAULT =
            new QuestionPrompt("Answer the question in a few words. If you do not know, say: I don't know.");

    /** Refuses a blank instruction. */
    public QuestionPrompt {
        if (system.isBlank()) {
            throw new IllegalArgumentException("the system prompt must not be blank");
        }
    }

    /** The messages for a question. */
    public List<ChatMessage> messages(String question) {
        return List.of(SystemMessage.from(system), UserMessage.from(PromptText.inert(question)));
    }
}

package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.openbook.rag.chunk.Passage;
import java.util.List;

/**
 * The open-book prompt: numbered sources, then the question.
 *
 * <p>Short and plain, because a small model follows little; the question stands last, where such a model looks first. The
 * same value renders the prompt when serving and, for adapters that learn to read, when training.
 *
 * @param system what the model is told once
 */
public record SourcesPrompt(String system) {

    /** The wording every arm with documents is asked with. */
    public static final SourcesPrompt DEFAULT =
            new SourcesPrompt("Answer the question in a few words, using only the numbered sources. "
                    + "Write the number of the source after the answer, like [1]. "
                    + "If the sources do not tell, say: I don't know.");

    /** Refuses a blank instruction. */
    public SourcesPrompt {
        if (system.isBlank()) {
            throw new IllegalArgumentException("the system prompt must not be blank");
        }
    }

    /** The messages for a question over passages, best first; the first becomes source {@code [1]}. */
    public List<ChatMessage> messages(String question, List<Passage> passages) {
        return List.of(SystemMessage.from(system), UserMessage.from(userText(question, passages)));
    }

    /** The user message: {@code [1] heading path}, the passage, …, {@code Question: …}. */
    public String userText(String question, List<Passage> passages) {
        StringBuilder user = new StringBuilder();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            String headings = PromptText.inert(passage.headingPath());
            user.append('[').append(i + 1).append("] ");
            user.append(headings).append(headings.isEmpty() ? "" : "\n");
            user.append(PromptText.inert(passage.rendering()).strip()).append("\n\n");
        }
        return user.append("Question: ").append(PromptText.inert(question)).toString();
    }
}

package dev.openbook.finetune.dataset.reader;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;

/** Writes the prompt that a reader is served with, so that it is trained on exactly that. */
@FunctionalInterface
public interface SourcesRenderer {

    /** The messages for a question over sources; the first becomes source {@code [1]}. */
    List<ChatMessage> messages(String question, List<ReadingSource> sources);
}

package dev.openbook.rag.index;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own contract for removal by id, ids, filter and all. */
class LuceneEmbeddingStoreRemovalIT extends EmbeddingStoreWithRemovalIT {

    private static final EmbeddingModel MODEL = new AllMiniLmL6V2EmbeddingModel();

    @TempDir
    private Path folder;

    private LuceneEmbeddingStore store;

    @BeforeEach
    void open() {
        store = LuceneEmbeddingStore.open(folder.resolve("index"), IndexIdentity.of("all-minilm-l6-v2", 384));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        return store;
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return MODEL;
    }
}

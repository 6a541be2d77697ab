package dev.openbook.rag.index;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own contract for stores, filters included, with its usual embedder. */
class LuceneEmbeddingStoreIT extends EmbeddingStoreWithFilteringIT {

    private static final EmbeddingModel MODEL = new AllMiniLmL6V2EmbeddingModel();

    @TempDir
    private Path folder;

    private LuceneEmbeddingStore store;

    @BeforeEach
    void open() {
        store().removeAll();
    }

    @AfterEach
    void close() {
        store().close();
        store = null;
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        return store();
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return MODEL;
    }

    @Override
    protected boolean supportsContains() {
        return true;
    }

    /** The contract's own set-up asks for the store before ours runs. */
    private LuceneEmbeddingStore store() {
        if (store == null) {
            store = LuceneEmbeddingStore.open(folder.resolve("index"), IndexIdentity.of("all-minilm-l6-v2", 384));
        }
        return store;
    }
}

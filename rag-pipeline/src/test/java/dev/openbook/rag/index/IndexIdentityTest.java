package dev.openbook.rag.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IndexIdentityTest {

    @Test
    void should_have_one_fingerprint_for_what_fits_together_and_another_for_all_else() {
        IndexIdentity identity = new IndexIdentity("embedder", 384, "passages/120");

        assertThat(identity.fingerprint())
                .matches("[0-9a-f]{16}")
                .isEqualTo(new IndexIdentity("embedder", 384, "passages/120").fingerprint());
        assertThat(Stream.of(
                                identity,
                                new IndexIdentity("another", 384, "passages/120"),
                                new IndexIdentity("embedder", 385, "passages/120"),
                                new IndexIdentity("embedder", 384, "passages/121"))
                        .map(IndexIdentity::fingerprint))
                .doesNotHaveDuplicates();
    }
}

package dev.openbook.rag.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PassageContentTest {

    private final Passage passage =
            new Passage("a/b.md", "v1", 10, 16, List.of("Lark 2", "Power > cells"), "| 3 kg", "Weight: 3 kg");

    @Test
    void should_carry_a_passage_through_a_segment() {
        assertThat(PassageContent.toPassage(PassageContent.toSegment(passage))).isEqualTo(passage);
    }

    @Test
    void should_carry_scores_through_content() {
        RetrievedPassage retrieved = new RetrievedPassage(
                passage, new RetrievalScores(OptionalDouble.of(0.5), OptionalDouble.of(7.25), 0.016));

        assertThat(PassageContent.toRetrieved(PassageContent.toContent(retrieved)))
                .isEqualTo(retrieved);
    }

    @Test
    void should_read_a_plain_store_score_as_cosine() {
        Content content = Content.from(PassageContent.toSegment(passage), Map.of(ContentMetadata.SCORE, 0.75));

        assertThat(PassageContent.toRetrieved(content).scores().cosine()).hasValue(0.5);
    }

    @Test
    void should_take_segments_from_elsewhere() {
        TextSegment named = TextSegment.from("some text", Metadata.from(Map.of("file_name", "x.txt", "index", "3")));

        assertThat(PassageContent.toPassage(named)).isEqualTo(new Passage("x.txt~3", "", 0, 9, List.of(), "some text"));
        assertThat(PassageContent.toPassage(TextSegment.from("some text")).documentId())
                .startsWith("segment-");
    }
}

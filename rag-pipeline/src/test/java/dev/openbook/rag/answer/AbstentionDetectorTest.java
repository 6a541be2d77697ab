package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbstentionDetectorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I don't know.",
                "I don’t know",
                "I do not know the answer to that.",
                "  \n",
                "I'm sorry, but I don't have any information about the Lark 9.",
                "I am not sure.",
                "Unfortunately, the sources do not say.",
                "The provided text does not mention the weight of the Lark 2.",
                "Sources do not tell.",
                "Not stated.",
                "Not mentioned in the sources.",
                "Unknown",
                "It is not stated in the document.",
                "There is no information about that.",
                "No information is available.",
                "I cannot answer this question, but I can help with others.",
                "I don't know, but you can look in the manual.",
                "As an AI language model, I don't have access to that.",
            })
    void should_see_a_refusal(String answer) {
        assertThat(AbstentionDetector.isAbstention(answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "37 months",
                "Not known to fail before 2 bar.",
                "It is not known to fail before 2 bar.",
                "Unknown Pleasures Ltd.",
                "No information centre; the site has a lodge.",
                "I don't know the exact day, but it opened in March 2021.",
                "The data retention period is 37 months.",
                "The document is stored for nine years.",
                "Not available before 14 March 2024",
                "No data older than 90 days is kept.",
                "She said: I don't know.",
                "The information desk does open at 10:35.",
            })
    void should_not_take_an_answer_for_a_refusal(String answer) {
        assertThat(AbstentionDetector.isAbstention(answer)).isFalse();
    }
}

package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UntoldQuestionsTest {

    @Test
    void should_name_the_subject_once_in_each_of_many_patterns() {
        assertThat(UntoldQuestions.patterns())
                .hasSizeGreaterThan(150)
                .doesNotHaveDuplicates()
                .allSatisfy(pattern -> assertThat(pattern.split("\\{s}", -1)).hasSize(2))
                .allSatisfy(pattern -> assertThat(pattern).matches(".*[.?]"));
    }
}

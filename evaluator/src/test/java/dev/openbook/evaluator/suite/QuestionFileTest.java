package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionFileTest {

    @TempDir
    Path folder;

    @Test
    void should_read_every_form_of_a_question() throws IOException {
        List<Question> questions = read(
                """
                {"id":"q1","question":"How heavy is Lark?","answers":["3 kg"],"source":"a.md","wordings":["Lark's weight?"]}
                {"id":"q2","question":"Who leads?","answers":{"v1":["Ann"],"v2":["Bo"]},"source":{"document":"t.md","quote":"Ann leads."}}
                {"id":"q3","question":"Which colour?","answers":[],"kind":"attribute-absent","subject":"Lark"}
                {"id":"q4","question":"Which town?","answers":["Ay"],"kind":"two-document","source":[{"document":"a.md"},{"document":"b.md","quote":"x"}]}
                """);

        assertThat(questions).extracting(Question::id).containsExactly("q1", "q1~2", "q2", "q3", "q4");
        assertThat(questions.get(1).fact()).isEqualTo("q1");
        assertThat(questions.get(0).stratumBefore()).isEqualTo("unseen");
        assertThat(questions.get(0).stratumAfter()).isEqualTo("unchanged");
        assertThat(questions.get(2).stratumAfter()).isEqualTo("changed");
        assertThat(questions.get(2).superseded("v2")).containsExactly("Ann");
        assertThat(questions.get(3).stratumBefore()).isEqualTo("unanswerable");
        assertThat(questions.get(3).subject()).containsExactly("Lark");
        assertThat(questions.get(4).gold("v1").sources())
                .containsExactly(new Gold.Source("a.md", ""), new Gold.Source("b.md", "x"));
    }

    @Test
    void should_report_all_faults_with_file_and_line() throws IOException {
        InvalidInputException error = catchThrowableOfType(
                InvalidInputException.class,
                () -> read(
                        """
                        {"id":"q1","question":"a?","answers":3}
                        {"id":"q1","question":"b?","answers":["x", 4]}

                        {"question":"c?","answers":[],"colour":"red"}
                        {"id":"q5","question":"d?","answers":{"v9":["x"]}}
                        nonsense
                        {"id":"q6","question":"e?","answers":["x"],"source":7}
                        {"id":"q7","id":"q8","question":"e?","answers":["x"]}
                        {"id":"q9","question":"f?","answers":"x"}
                        """));

        assertThat(error.faults())
                .contains(
                        "questions.jsonl:1: 'answers' must be a list of strings, but is a number",
                        "questions.jsonl:2: 'answers' must hold non-blank strings, but holds a number",
                        "questions.jsonl:2: 'id' must be unique, but 'q1' also stands at questions.jsonl:1",
                        "questions.jsonl:4: 'id' must be a non-blank string, but is absent",
                        "questions.jsonl:5: 'answers.v9' must be one of [v1, v2], but is unknown",
                        "questions.jsonl:7: 'source' must be a non-blank string, but is a number",
                        "questions.jsonl:9: 'answers' must be a list of strings, but is a string")
                .anyMatch(f -> f.startsWith("questions.jsonl:4: 'colour' must be one of"))
                .anyMatch(f -> f.startsWith("questions.jsonl:6: must be one JSON object"))
                .anyMatch(f -> f.startsWith("questions.jsonl:8: must be one JSON object"));
    }

    @Test
    void should_read_a_question_without_answers_for_retrieval_alone() throws IOException {
        List<Question> questions = read(
                """
                {"id":"q1","question":"Lark is heavy.","source":[{"document":"a.md"},{"document":"b.md"}]}
                {"id":"q2","question":"Who leads?","answers":{"v1":["Ann"],"v2":[]},"source":"a.md"}
                """);

        assertThat(questions.get(0).answerable("v1")).isFalse();
        assertThat(questions.get(0).gold("v2").retrievalOnly()).isTrue();
        assertThat(questions.get(0).gold("v2").sources()).hasSize(2);
        assertThat(questions.get(1).gold("v2")).isEqualTo(Gold.NONE);
    }

    @Test
    void should_want_answers_where_there_is_no_source() throws IOException {
        InvalidInputException error =
                catchThrowableOfType(InvalidInputException.class, () -> read("{\"id\":\"q1\",\"question\":\"a?\"}\n"));

        assertThat(error.faults())
                .containsExactly("questions.jsonl:1: 'answers' must be a list of strings, but is absent");
    }

    private List<Question> read(String text) throws IOException {
        return QuestionFile.read(List.of(Files.writeString(folder.resolve("questions.jsonl"), text)));
    }
}

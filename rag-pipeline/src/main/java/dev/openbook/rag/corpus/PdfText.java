package dev.openbook.rag.corpus;

import java.io.IOException;
import java.io.Writer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * The text of a PDF in reading order, paragraphs apart by a blank line.
 *
 * <p>Unpacked streams go to temporary files, not to the heap, and extraction stops at {@value #MAX_CHARACTERS} characters:
 * a few kilobytes of PDF can unpack to gigabytes.
 */
final class PdfText {

    /** As many characters as a text file of the largest size could hold. */
    static final int MAX_CHARACTERS = (int) CorpusFolder.MAX_FILE_BYTES;

    /** Kept here because a logger without a strong reference loses its level. A faulty font is no news to the user. */
    private static final Logger[] SILENCED = {
        Logger.getLogger("org.apache.pdfbox"), Logger.getLogger("org.apache.fontbox")
    };

    static {
        for (Logger logger : SILENCED) {
            logger.setLevel(Level.OFF);
        }
        // PDFBox keeps a list of the system's fonts, by default in the user's home folder.
        if (System.getProperty("pdfbox.fontcache") == null) {
            System.setProperty("pdfbox.fontcache", System.getProperty("java.io.tmpdir"));
        }
    }

    private PdfText() {}

    /** The file asks for a password. */
    static final class EncryptedException extends IOException {
        EncryptedException(Throwable cause) {
            super(cause);
        }
    }

    /** The file is no PDF, or unpacks to too much. */
    static final class DamagedException extends IOException {
        DamagedException(Throwable cause) {
            super(cause);
        }
    }

    static String extract(byte[] bytes) throws EncryptedException, DamagedException {
        try (PDDocument document =
                Loader.loadPDF(new RandomAccessReadBuffer(bytes), IOUtils.createTempFileOnlyStreamCache())) {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setLineSeparator("\n");
            stripper.setParagraphEnd("\n");
            stripper.setPageEnd("\n");
            BoundedWriter text = new BoundedWriter();
            stripper.writeText(document, text);
            return text.toString();
        } catch (InvalidPasswordException e) {
            throw new EncryptedException(e);
        } catch (IOException | RuntimeException | StackOverflowError e) { // the parser throws what it meets
            throw new DamagedException(e);
        }
    }

    private static final class BoundedWriter extends Writer {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            if (text.length() + length > MAX_CHARACTERS) {
                throw new IOException("more than " + MAX_CHARACTERS + " characters of text");
            }
            text.append(characters, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

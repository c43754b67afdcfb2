package org.kadnode.kernel.core.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BencodeWriterTest {

    @Example
    void dictionariesListsAndStringsAreWrittenAsTheyCome() {
        BencodeWriter writer = new BencodeWriter(64);

        writer.dict()
                .text("a")
                .list()
                .integer(0)
                .bytes(new byte[] {'x', 'y'})
                .end()
                .text("b")
                .text("")
                .end();

        assertEquals("d1:ali0e2:xye1:b0:e", text(writer));
        assertEquals("le", text(writer.clear().list().end()));
    }

    @Property
    void everyNumberIsWrittenInFull(@ForAll long number) {
        assertEquals("i" + number + "e", text(new BencodeWriter(32).integer(number)));
    }

    private static String text(BencodeWriter writer) {
        return ISO_8859_1.decode(writer.view()).toString();
    }
}

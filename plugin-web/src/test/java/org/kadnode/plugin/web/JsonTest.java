package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void valuesAreWritten() {
        assertEquals(
                "{\"a\":[1,-2,true,\"b\",[],{}]}",
                Json.of(Map.of("a", List.of(1, -2L, true, "b", List.of(), Map.of()))));
        assertThrows(IllegalArgumentException.class, () -> Json.of(1.5));
    }

    @Property
    void everyTextIsReadAsItWasAndIsHarmlessInHtml(@ForAll String text) {
        String json = Json.of(List.of(text, Map.of(text, text)));

        assertEquals(List.of(text, Map.of(text, text)), JsonReader.read(json));
        assertTrue(json.chars().noneMatch(each -> each < ' ' || each == '<' || each == '>' || each == '&'), json);
    }
}

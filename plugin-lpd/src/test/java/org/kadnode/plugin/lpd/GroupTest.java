package org.kadnode.plugin.lpd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTest {

    @ParameterizedTest
    @CsvSource({
        "239.192.152.143,         239.192.152.143:6771",
        "239.192.152.143:7000,    239.192.152.143:7000",
        "ff15::efc0:988f,         [ff15::efc0:988f]:6771",
        "[ff15::efc0:988f],       [ff15::efc0:988f]:6771",
        "[ff15::efc0:988f]:65535, [ff15::efc0:988f]:65535"
    })
    void isReadWithOrWithoutPort(String text, String read) {
        assertEquals(Optional.of(read), Group.of(text).map(Group::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "2001:db8::1",
                "[2001:db8::1]:6771",
                "239.192.152.143:0",
                "239.192.152.143:65536",
                "239.192.152.143:",
                "239.192.152.300",
                "ff15::efc0::988f",
                "[ff15::efc0:988f",
                "lpd.example.org",
                "239.1.2",
                ":",
                ""
            })
    void whatIsNoGroupIsRefused(String text) {
        assertEquals(Optional.empty(), Group.of(text));
    }
}

import Testing

@testable import IdentityTokens

/// RFC 4648 section 5 without padding, in groups of four characters and what is left over.
struct Base64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"), ("\u{F}\u{3F}\u{3F}>>", "Dz8_Pj4"),
    ])
    func `a text is encoded as the RFC shows, and decoded again`(_ text: String, _ encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test func `bytes of every length come back`() {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
        }
    }

    @Test(arguments: ["Zg=", "Zg==", "Zm9vY", "Z", "Zh", "Zm9", "Zm9vYh", "Zm9vYmF"])
    func `padding, an impossible length and bits that must be zero are refused`(_ text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test func `a character of no digit is refused, wherever it stands`() {
        for place in 0..<10 {
            for byte in UInt8.min...UInt8.max {
                var text = Array("Zm9vYmFyYQ".utf8)
                text[place] = byte
                let isDigit =
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                // The last digit's low bits must be zero.
                let isRefused = Base64URL.decode(text) == nil
                #expect(place == 9 || isRefused == !isDigit, "byte \(byte) at \(place)")
                #expect(isDigit || isRefused, "byte \(byte) at \(place)")
            }
        }
    }
}

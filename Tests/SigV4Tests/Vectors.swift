import AWSVocabulary
import SigV4
import Testing

/// A signed request, and the signature that another implementation computed of it.
struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: String
    let path: String
    let query: String
    let headers: [(name: String, value: String)]
    let body: String
    let service: String
    let signature: String

    /// As it arrives, with its `Authorization`.
    var request: SignableRequest {
        let names = Set(headers.map(\.name)).sorted().joined(separator: ";")
        let authorization = """
            AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/\(service)/aws4_request, \
            SignedHeaders=\(names), Signature=\(signature)
            """
        return SignableRequest(
            method: method,
            path: path,
            query: query,
            headers: headers + [("authorization", authorization)]
        )
    }
}

/// Requests in the manner of AWS's published signing vectors, with their key and their time.
enum Vectors {
    static let secret = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    static let token = """
        AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRq\
        TflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75Y\
        U9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9K\
        SYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==
        """

    static let all: [Vector] = [
        Vector(
            testDescription: "a plain request",
            method: "GET",
            path: "/",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        Vector(
            testDescription: "a value with blanks around and within it",
            method: "GET",
            path: "/",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("my-header1", " value1"), ("my-header2", " \"a   b   c\""),
                ("x-amz-date", "20150830T123600Z"),
            ],
            body: "",
            service: "service",
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        ),
        Vector(
            testDescription: "a header that is repeated",
            method: "GET",
            path: "/",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("my-header1", "value2"), ("my-header1", "value2"),
                ("my-header1", "value1"), ("x-amz-date", "20150830T123600Z"),
            ],
            body: "",
            service: "service",
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        ),
        Vector(
            testDescription: "a value of several lines",
            method: "GET",
            path: "/",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("my-header1", "value1\n  value2\n     value3"),
                ("x-amz-date", "20150830T123600Z"),
            ],
            body: "",
            service: "service",
            signature: "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd"
        ),
        Vector(
            testDescription: "a path in UTF-8",
            method: "GET",
            path: "/ሴ",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"
        ),
        Vector(
            testDescription: "a path with an encoded blank",
            method: "GET",
            path: "/example%20space/",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662"
        ),
        Vector(
            testDescription: "a path with dot segments",
            method: "GET",
            path: "/example/../foo/./bar",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "6200de478e11b3c0ba4940fbbcacbc998521cf017165e77d5494b164768b3a5c"
        ),
        Vector(
            testDescription: "a path with doubled slashes",
            method: "GET",
            path: "//example//",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"
        ),
        Vector(
            testDescription: "the root by dot segments",
            method: "GET",
            path: "/example1/example2/../..",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        Vector(
            testDescription: "an empty query value",
            method: "GET",
            path: "/",
            query: "Param1=",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "506693d22b79f51760ff2217fe207bb63f86e8f316bf6c217a3c65d33d15410a"
        ),
        Vector(
            testDescription: "a query name without a value",
            method: "GET",
            path: "/",
            query: "Param1",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "506693d22b79f51760ff2217fe207bb63f86e8f316bf6c217a3c65d33d15410a"
        ),
        Vector(
            testDescription: "query names in the order of their bytes",
            method: "GET",
            path: "/",
            query: "Param2=value2&Param1=value1",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        Vector(
            testDescription: "a name that occurs twice, by its values",
            method: "GET",
            path: "/",
            query: "Param1=value2&Param1=Value1",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"
        ),
        Vector(
            testDescription: "a query of unreserved characters",
            method: "GET",
            path: "/",
            query:
                "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        ),
        Vector(
            testDescription: "a query in UTF-8",
            method: "GET",
            path: "/",
            query: "%E1%88%B4=bar",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
            body: "",
            service: "service",
            signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
        ),
        Vector(
            testDescription: "a form",
            method: "POST",
            path: "/",
            query: "",
            headers: [
                ("content-type", "application/x-www-form-urlencoded"), ("host", "example.amazonaws.com"),
                ("x-amz-date", "20150830T123600Z"),
            ],
            body: "Param1=value1",
            service: "service",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
        Vector(
            testDescription: "a session token",
            method: "POST",
            path: "/",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z"),
                ("x-amz-security-token", Vectors.token),
            ],
            body: "",
            service: "service",
            signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"
        ),
        Vector(
            testDescription: "an S3 key with dots and slashes, kept as they are",
            method: "GET",
            path: "/bucket/a/../b//c",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                ("x-amz-date", "20150830T123600Z"),
            ],
            body: "",
            service: "s3",
            signature: "4570cb21c0e7df2858b279ce72f175b9c2430e95a3e2c42b5a5392a935e5610a"
        ),
        Vector(
            testDescription: "an S3 key with encoded characters, encoded once",
            method: "GET",
            path: "/bucket/a%20b%2Bc",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                ("x-amz-date", "20150830T123600Z"),
            ],
            body: "",
            service: "s3",
            signature: "96fd209fa6dc3cf3372f1e33e3442e6b0774eb6231e352aa80f307f22b00e8e3"
        ),
    ]
}

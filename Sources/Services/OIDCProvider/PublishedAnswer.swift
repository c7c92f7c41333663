/// What is answered to a request for an issuer's documents.
package struct PublishedAnswer: Sendable, Equatable {
    package let status: Int
    /// Without `Content-Length`, which is that of the body even where a `HEAD` leaves it out.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func == (left: PublishedAnswer, right: PublishedAnswer) -> Bool {
        left.status == right.status && left.body == right.body
            && left.headers.elementsEqual(right.headers) { $0 == $1 }
    }

    /// A short text for people.
    static func text(_ text: String, status: Int, headers: [(name: String, value: String)] = []) -> PublishedAnswer {
        PublishedAnswer(
            status: status,
            headers: [("content-type", "text/plain; charset=utf-8")] + headers,
            body: Array("\(text)\n".utf8)
        )
    }
}

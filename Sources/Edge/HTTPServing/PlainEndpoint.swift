import HTTPTypes
package import HummingbirdCore
import NIOCore

/// An endpoint of small requests and answers without bodies to speak of: what it is asked is answered by one function.
package struct PlainEndpoint: Sendable {
    /// A request without its body.
    package struct Asked: Sendable {
        package let method: String
        /// Without the query.
        package let path: String
        /// Names in lower case.
        package let headers: [String: String]
    }

    /// An answer.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    private let answer: @Sendable (Asked) async -> Answer

    package init(answer: @escaping @Sendable (Asked) async -> Answer) {
        self.answer = answer
    }

    /// Answers one request.
    package func respond(to request: Request, from peer: Peer) async -> Response {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let target = request.head.path ?? "/"
        let answer = await answer(
            Asked(method: request.method.rawValue, path: String(target.prefix { $0 != "?" }), headers: headers)
        )
        var fields = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        fields[.contentLength] = String(answer.body.count)
        return Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: fields,
            body: request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}

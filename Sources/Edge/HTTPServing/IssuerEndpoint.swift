import HTTPTypes
package import HummingbirdCore
import NIOCore
package import OIDCProvider

/// The https port of the issuers: serves what they publish, and nothing else.
package struct IssuerEndpoint: Sendable {
    private let provider: OIDCProvider

    package init(provider: OIDCProvider) {
        self.provider = provider
    }

    /// Answers one request.
    package func respond(to request: Request, from peer: Peer) async -> Response {
        let target = request.head.path ?? "/"
        let path = String(target.prefix { $0 != "?" })
        let answer = provider.answer(method: request.method.rawValue, path: path)
        let isHead = request.method == .head
        var response = Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: HTTPFields(pairs: answer.headers),
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
        response.headers[.contentLength] = String(answer.body.count)
        return response
    }
}

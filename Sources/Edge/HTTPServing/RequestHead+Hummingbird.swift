import HTTPTypes
import HummingbirdCore
import ServiceModel

extension RequestHead {
    /// The head of an HTTP request; `host` comes first, where HTTP/1.1 clients write it.
    init(_ request: Request) {
        let target = request.head.path ?? "/"
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(request.headers.count + 1)
        if let authority = request.head.authority { headers.append(("host", authority)) }
        for field in request.headers { headers.append((field.name.canonicalName, field.value)) }
        self.init(
            method: request.method.rawValue,
            path: mark == target.startIndex ? "/" : String(target[..<mark]),
            query: mark < target.endIndex ? String(target[target.utf8.index(after: mark)...]) : "",
            headers: headers
        )
    }

    /// The body's length in bytes, if it is announced: that of the payload where frames are around it.
    var announcedLength: Int? {
        (header("x-amz-decoded-content-length") ?? header("content-length")).flatMap { Int($0) }
    }

    /// Whether the body is a form.
    var isForm: Bool { header("content-type")?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false }
}

import Testing

@testable import Ambient

struct ProxyVariablesTests {
    @Test(
        "proxy variables that are set are told by their names, and nothing of their values",
        arguments: [
            ([:], nil), (["HTTPS_PROXY": ""], nil), (["NO_PROXY": "*"], nil), (["PATH": "/bin"], nil),
            (["HTTPS_PROXY": "http://u:secret@p"], "HTTPS_PROXY is set and not used: "),
            (["https_proxy": "p", "HTTP_PROXY": "q"], "https_proxy and HTTP_PROXY are set and not used: "),
            (["all_proxy": "socks5://p"], "all_proxy is set and not used: "),
        ] as [([String: String], String?)]
    )
    func notice(_ environment: [String: String], _ beginning: String?) {
        let notice = ProxyVariables.notice { environment[$0] }
        #expect((notice == nil) == (beginning == nil))
        if let beginning { #expect(notice?.hasPrefix(beginning) == true, "\(notice ?? "")") }
        #expect(notice?.contains("secret") != true)
    }
}

import HummingbirdCore
import NIOCore

/// The body of a request that is taken while it arrives.
enum ArrivingBody {
    typealias Source = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >.Source

    /// Tells when more is wanted after there was enough.
    struct Demand: NIOAsyncSequenceProducerDelegate {
        let more: @Sendable () -> Void

        func produceMore() { more() }

        func didTerminate() { more() }
    }

    /// A body and where its bytes are put; `more` is called, on any thread, when the source may go on after it said stop.
    static func make(more: @escaping @Sendable () -> Void) -> (RequestBody, Source) {
        let made = NIOThrowingAsyncSequenceProducer.makeSequence(
            elementType: ByteBuffer.self,
            failureType: (any Error).self,
            backPressureStrategy: NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
                lowWatermark: 2,
                highWatermark: 8
            ),
            finishOnDeinit: false,
            delegate: Demand(more: more)
        )
        return (RequestBody(asyncSequence: made.sequence), made.source)
    }
}

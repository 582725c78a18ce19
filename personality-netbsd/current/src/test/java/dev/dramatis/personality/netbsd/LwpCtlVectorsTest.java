package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LwpCtlVectorsTest {
  @Test
  void shouldGiveRecordsInTheOrderOfTheOriginal() {
    VectorTable vectors =
        VectorTable.load(
            "lwpctl_seq",
            "seq,op,arg_page,arg_offset,result,page,offset,page_nfree,page_rotor,head_page,npages");
    LwpCtl lp = new LwpCtl(Mockito.mock(KMutex.class), 3);
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      LwpCtl.Page page;
      int result = 0;
      if (row.get("op") == 1) {
        Lwp.LwpCtlSlot slot = lp.take();
        result = slot == null ? Errno.ENOMEM : 0;
        page = slot == null ? null : slot.page;
        assertThat(slot == null ? row.get("offset") : slot.offset)
            .as(row::toString)
            .isEqualTo(row.get("offset"));
      } else {
        page = page(lp, row.get("arg_page"));
        lp.give(page, row.get("arg_offset"));
      }
      assertThat(result).as(row::toString).isEqualTo(row.get("result"));
      if (page != null) {
        assertThat(page.number).as(row::toString).isEqualTo(row.get("page"));
        assertThat(page.nfree()).as(row::toString).isEqualTo(row.get("page_nfree"));
        assertThat(page.rotor()).as(row::toString).isEqualTo(row.get("page_rotor"));
      }
      LwpCtl.Page head = lp.head();
      assertThat(head == null ? -1 : head.number).as(row::toString).isEqualTo(row.get("head_page"));
      assertThat(lp.pages()).as(row::toString).hasSize(row.get("npages"));
    }
  }

  private static LwpCtl.Page page(LwpCtl lp, int number) {
    return lp.pages().stream().filter(p -> p.number == number).findFirst().orElseThrow();
  }
}

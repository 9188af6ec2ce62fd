// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/link/usb/usb.toml by tools/gen_usb.py. Do not edit.
// Contents of `mem`, 512 bytes; what is not here is never read.
// device
mem[9'h000] = 8'h12; // bLength
mem[9'h001] = 8'h01; // bDescriptorType
mem[9'h002] = 8'h01; mem[9'h003] = 8'h02; // bcdUSB
mem[9'h004] = 8'h00; // bDeviceClass
mem[9'h005] = 8'h00; // bDeviceSubClass
mem[9'h006] = 8'h00; // bDeviceProtocol
mem[9'h007] = 8'h40; // bMaxPacketSize0
mem[9'h008] = 8'h09; mem[9'h009] = 8'h12; // idVendor
mem[9'h00A] = 8'h01; mem[9'h00B] = 8'h00; // idProduct
mem[9'h00C] = 8'h00; mem[9'h00D] = 8'h01; // bcdDevice
mem[9'h00E] = 8'h01; // iManufacturer
mem[9'h00F] = 8'h02; // iProduct
mem[9'h010] = 8'h03; // iSerialNumber
mem[9'h011] = 8'h01; // bNumConfigurations
// string 0
mem[9'h020] = 8'h04; // bLength
mem[9'h021] = 8'h03; // bDescriptorType
mem[9'h022] = 8'h09; mem[9'h023] = 8'h04; // wLANGID
// string 1
mem[9'h040] = 8'h12; // bLength
mem[9'h041] = 8'h03; // bDescriptorType
// bString
mem[9'h042] = 8'h44; mem[9'h043] = 8'h00; mem[9'h044] = 8'h65; mem[9'h045] = 8'h00;
mem[9'h046] = 8'h6C; mem[9'h047] = 8'h00; mem[9'h048] = 8'h74; mem[9'h049] = 8'h00;
mem[9'h04A] = 8'h61; mem[9'h04B] = 8'h00; mem[9'h04C] = 8'h67; mem[9'h04D] = 8'h00;
mem[9'h04E] = 8'h65; mem[9'h04F] = 8'h00; mem[9'h050] = 8'h6E; mem[9'h051] = 8'h00;
// string 2
mem[9'h060] = 8'h12; // bLength
mem[9'h061] = 8'h03; // bDescriptorType
// bString
mem[9'h062] = 8'h44; mem[9'h063] = 8'h00; mem[9'h064] = 8'h65; mem[9'h065] = 8'h00;
mem[9'h066] = 8'h6C; mem[9'h067] = 8'h00; mem[9'h068] = 8'h74; mem[9'h069] = 8'h00;
mem[9'h06A] = 8'h61; mem[9'h06B] = 8'h00; mem[9'h06C] = 8'h67; mem[9'h06D] = 8'h00;
mem[9'h06E] = 8'h65; mem[9'h06F] = 8'h00; mem[9'h070] = 8'h6E; mem[9'h071] = 8'h00;
// configuration
mem[9'h080] = 8'h09; // bLength
mem[9'h081] = 8'h02; // bDescriptorType
mem[9'h082] = 8'h37; mem[9'h083] = 8'h00; // wTotalLength
mem[9'h084] = 8'h01; // bNumInterfaces
mem[9'h085] = 8'h01; // bConfigurationValue
mem[9'h086] = 8'h00; // iConfiguration
mem[9'h087] = 8'h80; // bmAttributes
mem[9'h088] = 8'h7D; // bMaxPower
mem[9'h089] = 8'h09; // bLength
mem[9'h08A] = 8'h04; // bDescriptorType
mem[9'h08B] = 8'h00; // bInterfaceNumber
mem[9'h08C] = 8'h00; // bAlternateSetting
mem[9'h08D] = 8'h02; // bNumEndpoints
mem[9'h08E] = 8'hFF; // bInterfaceClass
mem[9'h08F] = 8'h00; // bInterfaceSubClass
mem[9'h090] = 8'h00; // bInterfaceProtocol
mem[9'h091] = 8'h00; // iInterface
mem[9'h092] = 8'h07; // bLength
mem[9'h093] = 8'h05; // bDescriptorType
mem[9'h094] = 8'h01; // bEndpointAddress
mem[9'h095] = 8'h02; // bmAttributes
mem[9'h096] = 8'h40; mem[9'h097] = 8'h00; // wMaxPacketSize
mem[9'h098] = 8'h00; // bInterval
mem[9'h099] = 8'h07; // bLength
mem[9'h09A] = 8'h05; // bDescriptorType
mem[9'h09B] = 8'h81; // bEndpointAddress
mem[9'h09C] = 8'h02; // bmAttributes
mem[9'h09D] = 8'h40; mem[9'h09E] = 8'h00; // wMaxPacketSize
mem[9'h09F] = 8'h00; // bInterval
mem[9'h0A0] = 8'h09; // bLength
mem[9'h0A1] = 8'h04; // bDescriptorType
mem[9'h0A2] = 8'h00; // bInterfaceNumber
mem[9'h0A3] = 8'h01; // bAlternateSetting
mem[9'h0A4] = 8'h02; // bNumEndpoints
mem[9'h0A5] = 8'hFF; // bInterfaceClass
mem[9'h0A6] = 8'h00; // bInterfaceSubClass
mem[9'h0A7] = 8'h00; // bInterfaceProtocol
mem[9'h0A8] = 8'h00; // iInterface
mem[9'h0A9] = 8'h07; // bLength
mem[9'h0AA] = 8'h05; // bDescriptorType
mem[9'h0AB] = 8'h01; // bEndpointAddress
mem[9'h0AC] = 8'h02; // bmAttributes
mem[9'h0AD] = 8'h40; mem[9'h0AE] = 8'h00; // wMaxPacketSize
mem[9'h0AF] = 8'h00; // bInterval
mem[9'h0B0] = 8'h07; // bLength
mem[9'h0B1] = 8'h05; // bDescriptorType
mem[9'h0B2] = 8'h81; // bEndpointAddress
mem[9'h0B3] = 8'h02; // bmAttributes
mem[9'h0B4] = 8'h40; mem[9'h0B5] = 8'h00; // wMaxPacketSize
mem[9'h0B6] = 8'h00; // bInterval
// BOS
mem[9'h0C0] = 8'h05; // bLength
mem[9'h0C1] = 8'h0F; // bDescriptorType
mem[9'h0C2] = 8'h28; mem[9'h0C3] = 8'h00; // wTotalLength
mem[9'h0C4] = 8'h02; // bNumDeviceCaps
mem[9'h0C5] = 8'h07; // bLength
mem[9'h0C6] = 8'h10; // bDescriptorType
mem[9'h0C7] = 8'h02; // bDevCapabilityType: USB 2.0 extension
mem[9'h0C8] = 8'h00; mem[9'h0C9] = 8'h00; mem[9'h0CA] = 8'h00; mem[9'h0CB] = 8'h00; // bmAttributes: LPM 0
mem[9'h0CC] = 8'h1C; // bLength
mem[9'h0CD] = 8'h10; // bDescriptorType
mem[9'h0CE] = 8'h05; // bDevCapabilityType: platform
mem[9'h0CF] = 8'h00; // bReserved
// PlatformCapabilityUUID
mem[9'h0D0] = 8'hDF; mem[9'h0D1] = 8'h60; mem[9'h0D2] = 8'hDD; mem[9'h0D3] = 8'hD8;
mem[9'h0D4] = 8'h89; mem[9'h0D5] = 8'h45; mem[9'h0D6] = 8'hC7; mem[9'h0D7] = 8'h4C;
mem[9'h0D8] = 8'h9C; mem[9'h0D9] = 8'hD2; mem[9'h0DA] = 8'h65; mem[9'h0DB] = 8'h9D;
mem[9'h0DC] = 8'h9E; mem[9'h0DD] = 8'h64; mem[9'h0DE] = 8'h8A; mem[9'h0DF] = 8'h9F;
mem[9'h0E0] = 8'h00; mem[9'h0E1] = 8'h00; mem[9'h0E2] = 8'h03; mem[9'h0E3] = 8'h06; // dwWindowsVersion
mem[9'h0E4] = 8'hA2; mem[9'h0E5] = 8'h00; // wMSOSDescriptorSetTotalLength
mem[9'h0E6] = 8'h20; // bMS_VendorCode
mem[9'h0E7] = 8'h00; // bAltEnumCode
// Microsoft OS 2.0 descriptor set
mem[9'h100] = 8'h0A; mem[9'h101] = 8'h00; // wLength
mem[9'h102] = 8'h00; mem[9'h103] = 8'h00; // wDescriptorType
mem[9'h104] = 8'h00; mem[9'h105] = 8'h00; mem[9'h106] = 8'h03; mem[9'h107] = 8'h06; // dwWindowsVersion
mem[9'h108] = 8'hA2; mem[9'h109] = 8'h00; // wTotalLength
mem[9'h10A] = 8'h14; mem[9'h10B] = 8'h00; // wLength
mem[9'h10C] = 8'h03; mem[9'h10D] = 8'h00; // wDescriptorType
// CompatibleID
mem[9'h10E] = 8'h57; mem[9'h10F] = 8'h49; mem[9'h110] = 8'h4E; mem[9'h111] = 8'h55;
mem[9'h112] = 8'h53; mem[9'h113] = 8'h42; mem[9'h114] = 8'h00; mem[9'h115] = 8'h00;
// SubCompatibleID
mem[9'h116] = 8'h00; mem[9'h117] = 8'h00; mem[9'h118] = 8'h00; mem[9'h119] = 8'h00;
mem[9'h11A] = 8'h00; mem[9'h11B] = 8'h00; mem[9'h11C] = 8'h00; mem[9'h11D] = 8'h00;
mem[9'h11E] = 8'h84; mem[9'h11F] = 8'h00; // wLength
mem[9'h120] = 8'h04; mem[9'h121] = 8'h00; // wDescriptorType
mem[9'h122] = 8'h07; mem[9'h123] = 8'h00; // wPropertyDataType
mem[9'h124] = 8'h2A; mem[9'h125] = 8'h00; // wPropertyNameLength
// PropertyName
mem[9'h126] = 8'h44; mem[9'h127] = 8'h00; mem[9'h128] = 8'h65; mem[9'h129] = 8'h00;
mem[9'h12A] = 8'h76; mem[9'h12B] = 8'h00; mem[9'h12C] = 8'h69; mem[9'h12D] = 8'h00;
mem[9'h12E] = 8'h63; mem[9'h12F] = 8'h00; mem[9'h130] = 8'h65; mem[9'h131] = 8'h00;
mem[9'h132] = 8'h49; mem[9'h133] = 8'h00; mem[9'h134] = 8'h6E; mem[9'h135] = 8'h00;
mem[9'h136] = 8'h74; mem[9'h137] = 8'h00; mem[9'h138] = 8'h65; mem[9'h139] = 8'h00;
mem[9'h13A] = 8'h72; mem[9'h13B] = 8'h00; mem[9'h13C] = 8'h66; mem[9'h13D] = 8'h00;
mem[9'h13E] = 8'h61; mem[9'h13F] = 8'h00; mem[9'h140] = 8'h63; mem[9'h141] = 8'h00;
mem[9'h142] = 8'h65; mem[9'h143] = 8'h00; mem[9'h144] = 8'h47; mem[9'h145] = 8'h00;
mem[9'h146] = 8'h55; mem[9'h147] = 8'h00; mem[9'h148] = 8'h49; mem[9'h149] = 8'h00;
mem[9'h14A] = 8'h44; mem[9'h14B] = 8'h00; mem[9'h14C] = 8'h73; mem[9'h14D] = 8'h00;
mem[9'h14E] = 8'h00; mem[9'h14F] = 8'h00;
mem[9'h150] = 8'h50; mem[9'h151] = 8'h00; // wPropertyDataLength
// PropertyData
mem[9'h152] = 8'h7B; mem[9'h153] = 8'h00; mem[9'h154] = 8'h36; mem[9'h155] = 8'h00;
mem[9'h156] = 8'h46; mem[9'h157] = 8'h00; mem[9'h158] = 8'h31; mem[9'h159] = 8'h00;
mem[9'h15A] = 8'h44; mem[9'h15B] = 8'h00; mem[9'h15C] = 8'h32; mem[9'h15D] = 8'h00;
mem[9'h15E] = 8'h34; mem[9'h15F] = 8'h00; mem[9'h160] = 8'h43; mem[9'h161] = 8'h00;
mem[9'h162] = 8'h31; mem[9'h163] = 8'h00; mem[9'h164] = 8'h2D; mem[9'h165] = 8'h00;
mem[9'h166] = 8'h35; mem[9'h167] = 8'h00; mem[9'h168] = 8'h42; mem[9'h169] = 8'h00;
mem[9'h16A] = 8'h30; mem[9'h16B] = 8'h00; mem[9'h16C] = 8'h45; mem[9'h16D] = 8'h00;
mem[9'h16E] = 8'h2D; mem[9'h16F] = 8'h00; mem[9'h170] = 8'h34; mem[9'h171] = 8'h00;
mem[9'h172] = 8'h45; mem[9'h173] = 8'h00; mem[9'h174] = 8'h35; mem[9'h175] = 8'h00;
mem[9'h176] = 8'h33; mem[9'h177] = 8'h00; mem[9'h178] = 8'h2D; mem[9'h179] = 8'h00;
mem[9'h17A] = 8'h39; mem[9'h17B] = 8'h00; mem[9'h17C] = 8'h41; mem[9'h17D] = 8'h00;
mem[9'h17E] = 8'h33; mem[9'h17F] = 8'h00; mem[9'h180] = 8'h42; mem[9'h181] = 8'h00;
mem[9'h182] = 8'h2D; mem[9'h183] = 8'h00; mem[9'h184] = 8'h30; mem[9'h185] = 8'h00;
mem[9'h186] = 8'h44; mem[9'h187] = 8'h00; mem[9'h188] = 8'h37; mem[9'h189] = 8'h00;
mem[9'h18A] = 8'h43; mem[9'h18B] = 8'h00; mem[9'h18C] = 8'h35; mem[9'h18D] = 8'h00;
mem[9'h18E] = 8'h32; mem[9'h18F] = 8'h00; mem[9'h190] = 8'h45; mem[9'h191] = 8'h00;
mem[9'h192] = 8'h38; mem[9'h193] = 8'h00; mem[9'h194] = 8'h42; mem[9'h195] = 8'h00;
mem[9'h196] = 8'h39; mem[9'h197] = 8'h00; mem[9'h198] = 8'h41; mem[9'h199] = 8'h00;
mem[9'h19A] = 8'h34; mem[9'h19B] = 8'h00; mem[9'h19C] = 8'h7D; mem[9'h19D] = 8'h00;
mem[9'h19E] = 8'h00; mem[9'h19F] = 8'h00; mem[9'h1A0] = 8'h00; mem[9'h1A1] = 8'h00;
// string 3
mem[9'h1C0] = 8'h22; // bLength
mem[9'h1C1] = 8'h03; // bDescriptorType
// bString
mem[9'h1C2] = 8'h30; mem[9'h1C3] = 8'h00; mem[9'h1C4] = 8'h30; mem[9'h1C5] = 8'h00;
mem[9'h1C6] = 8'h30; mem[9'h1C7] = 8'h00; mem[9'h1C8] = 8'h30; mem[9'h1C9] = 8'h00;
mem[9'h1CA] = 8'h30; mem[9'h1CB] = 8'h00; mem[9'h1CC] = 8'h30; mem[9'h1CD] = 8'h00;
mem[9'h1CE] = 8'h30; mem[9'h1CF] = 8'h00; mem[9'h1D0] = 8'h30; mem[9'h1D1] = 8'h00;
mem[9'h1D2] = 8'h30; mem[9'h1D3] = 8'h00; mem[9'h1D4] = 8'h30; mem[9'h1D5] = 8'h00;
mem[9'h1D6] = 8'h30; mem[9'h1D7] = 8'h00; mem[9'h1D8] = 8'h30; mem[9'h1D9] = 8'h00;
mem[9'h1DA] = 8'h30; mem[9'h1DB] = 8'h00; mem[9'h1DC] = 8'h30; mem[9'h1DD] = 8'h00;
mem[9'h1DE] = 8'h30; mem[9'h1DF] = 8'h00; mem[9'h1E0] = 8'h30; mem[9'h1E1] = 8'h00;
